import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, int, n, str } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import { putAll } from '../table/entry-writer.ts';
import { BEAT_PREFIX, beatKey, provenKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';

/**
 * To how many partitions a beat is written each minute. A table's stream has a shard for each of the table's partitions and the
 * relay two lanes for each shard, and a beat proves the one lane that it comes through. Which lanes are reached is chance: of
 * the 8 of a new table each with 7 chances of 8, of a large one's few (docs/adr/0004).
 */
export const BEATS = 16;

/**
 * A transaction is committed, or never, this long after the time in its receipt: a request has 20 s, and the clocks of two
 * functions are never as much as the rest apart.
 */
const COMMITTED_WITHIN_MS = 30_000;

/** A beat as it comes through the stream: all that its lane carried before it was committed by `at`. */
export interface Heartbeat {
  readonly number: number;
  readonly at: number;
}

/** Sends a beat through the stream, like any other change. */
export const sendHeartbeats = (store: LedgerStore): Promise<void> => {
  const at = n(store.clock.now());
  return putAll(
    store,
    Array.from({ length: BEATS }, (_, number) => ({ ...beatKey(number), at })),
  );
};

export const readHeartbeat = (item: Item): Heartbeat => {
  const number = Number(str(item, 'pk').slice(BEAT_PREFIX.length));
  assert(Number.isSafeInteger(number), 'a beat has a number');
  return { number, at: int(item, 'at') };
};

const nameOf = (number: number): string => `b${number}`;

/**
 * Records how far the lanes of these beats have come, when everything before them is done. One that is relayed again later says
 * less than is true, until the next minute's.
 */
export const recordHeartbeats = async (store: LedgerStore, heartbeats: readonly Heartbeat[]): Promise<void> => {
  if (heartbeats.length === 0) return;
  const last = new Map(heartbeats.map(({ number, at }) => [nameOf(number), n(at)]));
  await store.dynamo.send(
    new UpdateItemCommand({
      TableName: store.table,
      Key: { ...provenKey },
      UpdateExpression: `SET ${[...last.keys()].map((name) => `${name} = :${name}`).join(', ')}`,
      ExpressionAttributeValues: Object.fromEntries([...last].map(([name, at]) => [`:${name}`, at])),
    }),
  );
};

/**
 * Every transaction of this time or before is folded, as far as beats can prove it; `undefined` where they prove nothing. To be
 * read before what it is to vouch for.
 */
export const lowWatermark = async (store: LedgerStore): Promise<number | undefined> => {
  const read = new GetItemCommand({ TableName: store.table, Key: { ...provenKey }, ConsistentRead: true });
  const { Item: item } = await store.dynamo.send(read);
  const times = Array.from({ length: BEATS }, (_, number) => Number(item?.[nameOf(number)]?.N));
  const lowest = Math.min(...times);
  return Number.isNaN(lowest) ? undefined : lowest - COMMITTED_WITHIN_MS;
};
