import { DynamoError, inUse, notFound } from '../errors.ts';
import type { StreamRow } from '../storage/records.ts';
import type { Table } from '../storage/table.ts';
import { storedAs } from '../storage/table.ts';
import type { Store } from '../store.ts';
import { keyAlone } from '../values/key.ts';
import { storedItem } from '../values/read-value.ts';
import { type Counted, describe } from './describe.ts';
import { checkedName, type Input, optionalFlag, optionalText } from './input.ts';

const invalidTime = (why: string): DynamoError => new DynamoError('InvalidRestoreTimeException', why);

/** Milliseconds since the epoch; undefined for the newest. */
const timeOf = (input: Input, now: number): number | undefined => {
  const at = input.RestoreDateTime;
  const isNewest = optionalFlag(input, 'UseLatestRestorableTime');
  if (isNewest === (at !== undefined))
    throw new DynamoError('ValidationException', 'Say one of RestoreDateTime and UseLatestRestorableTime');
  if (isNewest) return undefined;
  if (typeof at !== 'number' || !Number.isFinite(at))
    throw new DynamoError('ValidationException', 'Invalid RestoreDateTime');
  if (at * 1000 > now) throw invalidTime('RestoreDateTime lies ahead');
  return Math.round(at * 1000);
};

/**
 * What has happened since, newest first. The engine keeps no history of its own: it goes back by the stream, whose records hold what was there
 * before, for as long as none of them was taken away.
 */
const since = (store: Store, { schema }: Table, at: number): Iterable<StreamRow> => {
  const { stream } = schema;
  if (stream === undefined || stream.view !== 'NEW_AND_OLD_IMAGES')
    throw invalidTime(`${schema.name} has no stream of both images: only the newest state can be restored`);
  const from = Math.max(schema.createdAt, store.records.keptSince(stream.id));
  if (at < from) throw invalidTime(`The records of ${schema.name} go back to ${new Date(from).toISOString()}`);
  return store.records.newestFirst(stream.id, at);
};

/** A new table as another one was at a time. Like DynamoDB's it has the indexes of that one, and no stream, no expiry and no protection. */
export const restoreTable = (store: Store, input: Input): Promise<string> => {
  const source = checkedName(optionalText(input, 'SourceTableName') ?? '', 'sourceTableName');
  const target = checkedName(optionalText(input, 'TargetTableName') ?? '', 'targetTableName');
  return store.commits.run(() => {
    const { catalog, database, ports } = store;
    const from = catalog.get(source);
    if (from === undefined) throw notFound(`: Table: ${source} not found`);
    if (catalog.get(target) !== undefined) throw inUse(`Table already exists: ${target}`);
    const at = timeOf(input, ports.now());
    const changes = at === undefined ? [] : since(store, from, at);
    store.commits.touch();
    const made = {
      id: catalog.nextId(),
      tableId: ports.newId(),
      name: target,
      createdAt: ports.now(),
      isProtected: false,
    };
    const table = catalog.put({ ...from.schema, ...made, stream: undefined, ttl: undefined });
    const { writer } = database;
    writer.exec(`INSERT INTO ${table.rows} SELECT * FROM ${from.rows}`);
    for (const { keys, old } of changes)
      table.undo(keyAlone(table.schema, storedItem(keys)), old === null ? undefined : storedAs(storedItem(old)));
    for (const index of table.indexes.values()) catalog.fill(table, index);
    const count = (rows: string): Counted =>
      writer
        .prepare(`SELECT COUNT(*) AS items, COALESCE(SUM(bytes), 0) AS bytes FROM ${rows}`)
        .get() as unknown as Counted;
    return JSON.stringify({ TableDescription: describe(table, count, 'CREATING') });
  });
};
