import { DynamoError, inUse, invalid, notFound, unsupported } from '../errors.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { StreamSchema, TableSchema, ViewType } from '../storage/schema.ts';
import type { Table } from '../storage/table.ts';
import type { Store } from '../store.ts';
import { type Counted, describe } from './describe.ts';
import {
  choice,
  type Input,
  isObject,
  optionalCount,
  optionalFlag,
  optionalList,
  optionalMap,
  optionalText,
  tableName,
} from './input.ts';
import { checkTypesUsed, indexInputs, indexOf, keysOf, typesOf, viewOf } from './table-definition.ts';

const LIST_MAX = 100;

/** By the writer, who sees what is not yet on the disk. */
const countedBy =
  ({ database }: Store) =>
  (rows: string): Counted =>
    database.writer
      .prepare(`SELECT COUNT(*) AS items, COALESCE(SUM(bytes), 0) AS bytes FROM ${rows}`)
      .get() as unknown as Counted;

const existing = (catalog: Catalog, name: string): Table => {
  const table = catalog.get(name);
  if (table === undefined) throw notFound(`: Table: ${name} not found`);
  return table;
};

const newStream = (store: Store, view: ViewType): StreamSchema => ({
  id: store.catalog.nextId(),
  view,
  label: new Date(store.ports.now()).toISOString().replace('Z', ''),
});

export const createTable = (store: Store, input: Input): Promise<string> => {
  const name = tableName(input);
  choice(input, 'BillingMode', ['PROVISIONED', 'PAY_PER_REQUEST']);
  const types = typesOf(input);
  const keys = keysOf(input, types);
  const indexes = indexInputs(input).map((each, at) => indexOf(each, types, at + 1));
  checkTypesUsed(types, [keys, ...indexes.map((each) => each.keys)]);
  const view = viewOf(input);
  return store.commits.run(() => {
    if (store.catalog.get(name) !== undefined) throw inUse(`Table already exists: ${name}`);
    store.commits.touch();
    const table = store.catalog.put({
      id: store.catalog.nextId(),
      tableId: store.ports.newId(),
      name,
      types,
      keys,
      indexes,
      stream: view === undefined ? undefined : newStream(store, view),
      ttl: undefined,
      createdAt: store.ports.now(),
      isProtected: optionalFlag(input, 'DeletionProtectionEnabled'),
    });
    return JSON.stringify({ TableDescription: describe(table, countedBy(store)) });
  });
};

export const describeTable = (store: Store, input: Input): Promise<string> => {
  const name = tableName(input);
  return store.commits.run(() => JSON.stringify({ Table: describe(existing(store.catalog, name), countedBy(store)) }));
};

export const listTables = (store: Store, input: Input): string => {
  const limit = optionalCount(input, 'Limit', 1, LIST_MAX) ?? LIST_MAX;
  const after = optionalText(input, 'ExclusiveStartTableName') ?? '';
  const names = store.catalog
    .all()
    .map(({ schema }) => schema.name)
    .sort()
    .filter((name) => name > after);
  const page = names.slice(0, limit);
  return JSON.stringify({
    TableNames: page,
    ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}),
  });
};

export const deleteTable = (store: Store, input: Input): Promise<string> => {
  const name = tableName(input);
  return store.commits.run(() => {
    const table = existing(store.catalog, name);
    if (table.schema.isProtected)
      throw invalid(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    const description = describe(table, countedBy(store), 'DELETING');
    store.commits.touch();
    store.catalog.remove(table);
    if (table.schema.stream !== undefined) store.records.drop(table.schema.stream.id);
    return JSON.stringify({ TableDescription: description });
  });
};

/** What changes of indexes come to: one of them in a call, as on AWS. @throws DynamoError */
const withIndexes = (schema: TableSchema, input: Input): Pick<TableSchema, 'types' | 'indexes'> => {
  const updates = optionalList(input, 'GlobalSecondaryIndexUpdates') ?? [];
  const [update] = updates;
  if (update === undefined) return schema;
  if (updates.length > 1 || !isObject(update))
    throw new DynamoError(
      'LimitExceededException',
      'Only 1 online index can be created or deleted simultaneously per table',
    );
  const { Create, Delete } = update;
  if (isObject(Create)) {
    const types = { ...schema.types, ...typesOf(input) };
    const index = indexOf(Create, types, Math.max(0, ...schema.indexes.map(({ id }) => id)) + 1);
    if (schema.indexes.some(({ name }) => name === index.name))
      throw invalid(`Attempting to create an index which already exists`);
    return { types, indexes: [...schema.indexes, index] };
  }
  if (!isObject(Delete)) throw unsupported('this GlobalSecondaryIndexUpdate');
  const name = optionalText(Delete, 'IndexName');
  const indexes = schema.indexes.filter((each) => each.name !== name);
  if (indexes.length === schema.indexes.length)
    throw new DynamoError('ResourceNotFoundException', 'Requested resource not found');
  const used = new Set(
    [schema.keys, ...indexes.map(({ keys }) => keys)].flatMap(({ partition, sort }) => [partition, sort]),
  );
  return { types: Object.fromEntries(Object.entries(schema.types).filter(([each]) => used.has(each))), indexes };
};

const withStream = (store: Store, { stream }: TableSchema, input: Input): StreamSchema | undefined => {
  const asked = optionalMap(input, 'StreamSpecification');
  if (asked === undefined) return stream;
  const view = viewOf(input);
  if (view === undefined) {
    if (stream === undefined) throw invalid('Table does not have a stream to disable');
    return undefined;
  }
  if (stream !== undefined) throw inUse('Table already has an enabled stream');
  return newStream(store, view);
};

export const updateTable = (store: Store, input: Input): Promise<string> => {
  const name = tableName(input);
  for (const each of ['ReplicaUpdates', 'SSESpecification', 'TableClass'])
    if (input[each] !== undefined) throw unsupported(each);
  return store.commits.run(() => {
    const { schema } = existing(store.catalog, name);
    const changed = {
      ...schema,
      ...withIndexes(schema, input),
      isProtected:
        input.DeletionProtectionEnabled === undefined
          ? schema.isProtected
          : optionalFlag(input, 'DeletionProtectionEnabled'),
    };
    store.commits.touch();
    const stream = withStream(store, schema, input);
    const table = store.catalog.put({ ...changed, stream });
    if (schema.stream !== undefined && stream === undefined) store.records.drop(schema.stream.id);
    for (const index of table.indexes.values())
      if (!schema.indexes.some(({ id }) => id === index.schema.id)) store.catalog.fill(table, index);
    return JSON.stringify({ TableDescription: describe(table, countedBy(store)) });
  });
};
