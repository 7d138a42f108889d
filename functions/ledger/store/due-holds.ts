import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { n, s, str } from './attributes.ts';
import { inParallel } from './chunks.ts';
import { dueBuckets } from './expiry-index.ts';
import { parsePartition, TABLE } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';

/** A hold whose time has come. */
export interface DueHold {
  readonly tenant: string;
  readonly transaction: string;
}

const INDEX = TABLE.indexes.expiry;
/** Buckets read at once. */
const WIDTH = 8;

const dueIn = async (store: LedgerStore, bucket: string, by: number, limit: number): Promise<readonly DueHold[]> => {
  const { Items } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: INDEX.name,
      KeyConditionExpression: '#bucket = :bucket AND #expires <= :by',
      ExpressionAttributeNames: { '#bucket': INDEX.partition, '#expires': INDEX.sort },
      ExpressionAttributeValues: { ':bucket': s(bucket), ':by': n(by) },
      Limit: limit,
    }),
  );
  return (Items ?? []).flatMap((item) => {
    const parsed = parsePartition(str(item, 'pk'));
    return parsed === undefined ? [] : [{ tenant: parsed.tenant, transaction: parsed.id }];
  });
};

/**
 * Holds that expire by `by`, the earliest of each bucket first, at most `limit` of each. The index follows the table within
 * moments: what it still shows may have been ended already, and whoever expires a hold must look at the hold itself.
 */
export const dueHolds = async (
  store: LedgerStore,
  by: number,
  { limit, weeksBack }: { readonly limit: number; readonly weeksBack: number },
): Promise<readonly DueHold[]> => {
  const due: DueHold[] = [];
  await inParallel(dueBuckets(by, weeksBack), WIDTH, async (bucket) => {
    due.push(...(await dueIn(store, bucket, by, limit)));
  });
  return due;
};
