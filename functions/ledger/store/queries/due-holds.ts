import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, n, s, str } from '../../../kernel/aws/attributes.ts';
import { inParallel } from '../../../kernel/core/parallel.ts';
import { dueBuckets } from '../table/expiry-index.ts';
import { parsePartition, TABLE } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';

/** A hold whose time has come. */
export interface DueHold {
  readonly tenant: string;
  readonly transaction: string;
}

/** Which holds are looked for: those that expire from `after` to `by`, both included. */
export interface Due {
  readonly after: number;
  readonly by: number;
  /** Of each bucket. */
  readonly limit: number;
  /** How many weeks of buckets before that of `by` are looked at. */
  readonly weeksBack: number;
}

const INDEX = TABLE.indexes.expiry;
/** Buckets read at once. */
const WIDTH = 8;

/** Where each bucket that has more goes on. */
export type Further = ReadonlyMap<string, Item>;

/** The next of each bucket. */
export interface DueRound {
  readonly holds: readonly DueHold[];
  readonly further: Further;
}

const dueIn = async (store: LedgerStore, bucket: string, { after, by, limit }: Due, from: Item | undefined) => {
  const { Items, LastEvaluatedKey: next } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: INDEX.name,
      KeyConditionExpression: '#bucket = :bucket AND #expires BETWEEN :after AND :by',
      ExpressionAttributeNames: { '#bucket': INDEX.partition, '#expires': INDEX.sort },
      ExpressionAttributeValues: { ':bucket': s(bucket), ':after': n(after), ':by': n(by) },
      Limit: limit,
      ExclusiveStartKey: from,
    }),
  );
  const holds = (Items ?? []).flatMap((item) => {
    const parsed = parsePartition(str(item, 'pk'));
    return parsed === undefined ? [] : [{ tenant: parsed.tenant, transaction: parsed.id }];
  });
  return { holds, next };
};

/**
 * Holds that expire within a time, the earliest of each bucket first. The index follows the table within moments: what it
 * still shows may have been ended already, and whoever expires a hold must look at the hold itself.
 */
export const dueHolds = async (store: LedgerStore, asked: Due): Promise<readonly DueHold[]> =>
  (await dueRound(store, asked)).holds;

/** The same, and where to go on; from there on with what an earlier round has given. */
export const dueRound = async (store: LedgerStore, asked: Due, from?: Further): Promise<DueRound> => {
  const holds: DueHold[] = [];
  const further = new Map<string, Item>();
  const buckets = from === undefined ? dueBuckets(asked.by, asked.weeksBack) : [...from.keys()];
  await inParallel(buckets, WIDTH, async (bucket) => {
    const { holds: some, next } = await dueIn(store, bucket, asked, from?.get(bucket));
    holds.push(...some);
    if (next !== undefined) further.set(bucket, next);
  });
  return { holds, further };
};
