import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { inParallel } from '../../kernel/parallel.ts';
import { n, s, str } from './attributes.ts';
import { dueBuckets } from './expiry-index.ts';
import { parsePartition, TABLE } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';

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

const dueIn = async (store: LedgerStore, bucket: string, { after, by, limit }: Due): Promise<readonly DueHold[]> => {
  const { Items } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: INDEX.name,
      KeyConditionExpression: '#bucket = :bucket AND #expires BETWEEN :after AND :by',
      ExpressionAttributeNames: { '#bucket': INDEX.partition, '#expires': INDEX.sort },
      ExpressionAttributeValues: { ':bucket': s(bucket), ':after': n(after), ':by': n(by) },
      Limit: limit,
    }),
  );
  return (Items ?? []).flatMap((item) => {
    const parsed = parsePartition(str(item, 'pk'));
    return parsed === undefined ? [] : [{ tenant: parsed.tenant, transaction: parsed.id }];
  });
};

/**
 * Holds that expire within a time, the earliest of each bucket first. The index follows the table within moments: what it
 * still shows may have been ended already, and whoever expires a hold must look at the hold itself.
 */
export const dueHolds = async (store: LedgerStore, asked: Due): Promise<readonly DueHold[]> => {
  const due: DueHold[] = [];
  await inParallel(dueBuckets(asked.by, asked.weeksBack), WIDTH, async (bucket) => {
    const some = await dueIn(store, bucket, asked);
    due.push(...some);
  });
  return due;
};
