import { invalid } from '../errors.ts';
import type { Condition } from '../expression/ast.ts';
import { pathsIn } from '../expression/check-condition.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import { type KeyNames, keyNames, type Projection, type TableSchema } from '../storage/schema.ts';
import type { Table } from '../storage/table.ts';
import { attribute, emptyItem, type Item, typeOf, type Value } from '../values/attribute.ts';
import { type Column, type Key, keyInItem, keyOfValues } from '../values/key.ts';
import { readItem } from '../values/read-value.ts';
import { choice, type Input, optionalMap, optionalText } from './input.ts';
import type { Wanted } from './projection.ts';

/** What a query or a scan reads: a table, or one of its indexes. */
export interface Source {
  readonly table: Table;
  readonly rows: string;
  readonly keys: KeyNames;
  readonly index: string | undefined;
  readonly projection: Projection;
  /** Of SQLite: those of the source's own keys, and all that rows are sorted by. */
  readonly partition: string;
  readonly sort: string;
  readonly order: readonly string[];
}

const ALL: Projection = { type: 'ALL', include: [] };

export const sourceOf = (table: Table, input: Input): Source => {
  const name = optionalText(input, 'IndexName');
  if (name === undefined)
    return {
      table,
      rows: table.rows,
      keys: table.schema.keys,
      index: undefined,
      projection: ALL,
      partition: 'pk',
      sort: 'sk',
      order: ['pk', 'sk'],
    };
  const index = table.indexes.get(name);
  if (index === undefined) throw invalid(`The table does not have the specified index: ${name}`);
  return {
    table,
    rows: index.name,
    keys: index.schema.keys,
    index: name,
    projection: index.schema.projection,
    partition: 'ipk',
    sort: 'isk',
    order: ['ipk', 'isk', 'pk', 'sk'],
  };
};

/** Names that make up a place in the source. */
const placeNames = ({ table, keys, index }: Source): ReadonlySet<string> =>
  new Set(index === undefined ? keyNames(keys) : [...keyNames(keys), ...keyNames(table.schema.keys)]);

/** Where a page ends, for `LastEvaluatedKey`. */
export const placeOf = (source: Source, item: Item): Item => {
  const place = emptyItem();
  for (const name of placeNames(source)) place[name] = item[name] as Value;
  return place;
};

export interface Place {
  readonly own: Key;
  /** In the order of the source's columns. */
  readonly columns: readonly Column[];
}

const hasTypes = ({ types }: TableSchema, names: ReadonlySet<string>, item: Item): boolean =>
  [...names].every((name) => {
    const value = attribute(item, name);
    return value !== undefined && typeOf(value) === types[name];
  });

/** Where to begin; undefined at the beginning. @throws DynamoError for a key that is none of the source's */
export const startOf = (source: Source, input: Input): Place | undefined => {
  const raw = optionalMap(input, 'ExclusiveStartKey');
  if (raw === undefined) return undefined;
  const item = readItem(raw);
  const { table, keys, index } = source;
  const names = placeNames(source);
  if (Object.keys(item).length !== names.size || !hasTypes(table.schema, names, item))
    throw invalid('The provided starting key is invalid');
  const { pk, sk } = keyInItem(table.schema, item);
  const own = keyOfValues(
    item[keys.partition] as Value,
    keys.sort === undefined ? undefined : (item[keys.sort] as Value),
  );
  return { own, columns: index === undefined ? [pk, sk] : [own.pk, own.sk, pk, sk] };
};

export type Select = 'ITEMS' | 'COUNT';

/** What `Select` comes to. @throws DynamoError where the index does not have what is asked for */
export const selectOf = (source: Source, input: Input, wanted: Wanted | undefined): Select => {
  const { index, projection, table, keys } = source;
  const select = choice(input, 'Select', [
    'DEFAULT' as string,
    'ALL_ATTRIBUTES',
    'ALL_PROJECTED_ATTRIBUTES',
    'SPECIFIC_ATTRIBUTES',
    'COUNT',
  ]);
  if (wanted !== undefined && select !== 'DEFAULT' && select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(
      `Cannot specify the ProjectionExpression when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`,
    );
  if (select === 'SPECIFIC_ATTRIBUTES' && wanted === undefined)
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined)
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  if (select === 'ALL_ATTRIBUTES' && projection.type !== 'ALL')
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index} because its projection type is not ALL`,
    );
  if (wanted !== undefined && projection.type !== 'ALL') {
    const held = new Set([...keyNames(table.schema.keys), ...keyNames(keys), ...projection.include]);
    const missing = [...new Set(wanted.paths.map(({ steps }) => String(steps[0])))].filter((name) => !held.has(name));
    if (missing.length > 0)
      throw invalid(
        `One or more parameter values were invalid: Global secondary index ${index} does not project [${missing.join(', ')}]`,
      );
  }
  return select === 'COUNT' ? 'COUNT' : 'ITEMS';
};

export const checkConsistency = (isConsistent: boolean, { index }: Source): void => {
  if (isConsistent && index !== undefined)
    throw invalid('Consistent reads are not supported on global secondary indexes');
};

/** A query's filter is not on the keys it is asked by. @throws DynamoError */
export const checkFilter = (filter: Condition | undefined, { keys }: Source, context: Placeholders): void => {
  if (filter === undefined) return;
  pathsIn(filter, (first) => {
    const name = context.name(first);
    if (name === keys.partition || name === keys.sort)
      throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`);
  });
};

/** A filter looks at what the index holds. @throws DynamoError */
export const checkHeld = (filter: Condition | undefined, source: Source, context: Placeholders): void => {
  const { index, projection, table, keys } = source;
  if (filter === undefined || projection.type === 'ALL') return;
  const held = new Set([...keyNames(table.schema.keys), ...keyNames(keys), ...projection.include]);
  const missing = new Set<string>();
  pathsIn(filter, (first) => {
    const name = context.name(first);
    if (!held.has(name)) missing.add(name);
  });
  if (missing.size > 0)
    throw invalid(
      `One or more parameter values were invalid: Secondary index ${index} does not project one or more filter attributes: [${[...missing].join(', ')}]`,
    );
};
