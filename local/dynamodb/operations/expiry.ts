import { invalid } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { beyond } from '../storage/ranges.ts';
import { type Row, soundItem, type Table } from '../storage/table.ts';
import type { Store } from '../store.ts';
import { attribute, type Item } from '../values/attribute.ts';
import { type Column, keyInItem } from '../values/key.ts';
import { storedItem } from '../values/read-value.ts';
import type { Action } from './actions.ts';
import { type Input, optionalFlag, optionalText, requiredMap, tableName } from './input.ts';

export const updateTimeToLive = (store: Store, input: Input): Promise<string> => {
  const name = tableName(input);
  const specification = requiredMap(input, 'TimeToLiveSpecification');
  const attributeName = optionalText(specification, 'AttributeName') ?? '';
  const isOn = optionalFlag(specification, 'Enabled');
  if (attributeName === '') throw invalid('TimeToLiveSpecification.AttributeName must have a length of at least 1');
  return store.commits.run(() => {
    const { schema } = store.catalog.table(name);
    if (isOn && schema.ttl !== undefined) throw invalid('TimeToLive is already enabled');
    if (!isOn && schema.ttl === undefined) throw invalid('TimeToLive is already disabled');
    store.commits.touch();
    store.catalog.put({ ...schema, ttl: isOn ? attributeName : undefined });
    return JSON.stringify({ TimeToLiveSpecification: { AttributeName: attributeName, Enabled: isOn } });
  });
};

export const describeTimeToLive = (store: Store, input: Input): string => {
  const { ttl } = store.catalog.table(tableName(input)).schema;
  return JSON.stringify({
    TimeToLiveDescription:
      ttl === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName: ttl },
  });
};

/** Items looked at before others get their turn. */
const STEP = 500;

/** Whether an item's time is over; one that is over for five years is taken for a mistake, as on AWS. */
const isExpired = (item: Item, ttl: string, now: number): boolean => {
  const value = attribute(item, ttl);
  if (value === undefined || !('N' in value)) return false;
  const [at, seconds] = [Number(value.N), Math.floor(now / 1000)];
  return at <= seconds && at > seconds - LIMITS.expiryAgeSeconds;
};

const removal = (table: Table, item: Item): Action => ({
  kind: 'Delete',
  table,
  key: keyInItem(table.schema, item),
  paths: [],
  plan: () => undefined,
});

const removeExpired = (store: Store, table: Table, ttl: string, items: readonly Item[]): Promise<number> =>
  store.commits.run(() => {
    let removed = 0;
    for (const each of items) {
      const action = removal(table, each);
      const before = table.newest(action.key);
      // Its time may have been moved meanwhile.
      if (before === undefined || !isExpired(before.item, ttl, store.ports.now()) || store.conflicts.isHeld(action))
        continue;
      store.apply(action, before, undefined, true);
      removed += 1;
    }
    return removed;
  });

const sweepTable = async (store: Store, table: Table, ttl: string): Promise<number> => {
  let removed = 0;
  let after: readonly [Column, Column] | undefined;
  for (;;) {
    const { where, values } = after === undefined ? { where: [], values: [] } : beyond(['pk', 'sk'], after, true);
    const sql = `SELECT pk, sk, item, bytes, crc FROM ${table.rows}${where.length === 0 ? '' : ` WHERE ${where[0]}`} ORDER BY pk, sk LIMIT ${STEP}`;
    const rows = store.commits.read(() => store.statements.reader(sql).all(...values)) as unknown as readonly (Row & {
      readonly pk: Column;
      readonly sk: Column;
    })[];
    const due = rows.map((row) => storedItem(soundItem(row))).filter((item) => isExpired(item, ttl, store.ports.now()));
    if (due.length > 0) removed += await removeExpired(store, table, ttl, due);
    const last = rows.at(-1);
    if (last === undefined || rows.length < STEP) return removed;
    after = [last.pk, last.sk];
    await new Promise<void>((resolve) => store.ports.soon(resolve));
  }
};

/** Deletes what has expired, of all tables; how much that was. DynamoDB takes up to two days: nobody may rely on the moment. */
export const sweepExpired = async (store: Store): Promise<number> => {
  let removed = 0;
  for (const table of store.catalog.all())
    if (table.schema.ttl !== undefined) removed += await sweepTable(store, table, table.schema.ttl);
  return removed;
};
