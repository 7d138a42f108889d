import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { chunks, inParallel } from '../core/parallel.ts';
import type { Item } from './attributes.ts';
import type { BatchGetStore } from './batch-get.ts';
import { jitterMs } from './contention.ts';

/** DynamoDB's limit of one call. */
const BATCH_PUT_MAX = 25;
/** Calls under way at once: enough to hide the latency, few enough to leave the table to others. */
const WIDTH = 4;
/** Calls for what a first one left over under a throttle. */
const MAX_CALLS = 10;
const PATIENCE = 2;

const putChunk = async (
  { dynamo, table, clock, chance }: BatchGetStore,
  items: readonly Item[],
  incomplete: () => Error,
): Promise<void> => {
  let left: WriteRequest[] = items.map((one) => ({ PutRequest: { Item: one } }));
  for (let call = 0; call < MAX_CALLS; call += 1) {
    if (call > 0) await clock.sleep(jitterMs(call + PATIENCE, chance));
    const answer = await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = answer.UnprocessedItems?.[table] ?? [];
    if (left.length === 0) return;
  }
  throw incomplete();
};

/**
 * Puts items that are the same whoever writes them, however often. No two of them share a key.
 *
 * @throws what `incomplete` says where the table goes on leaving some out; what was written stays
 */
export const batchPut = (store: BatchGetStore, items: readonly Item[], incomplete: () => Error): Promise<void> =>
  inParallel(chunks(items, BATCH_PUT_MAX), WIDTH, (chunk) => putChunk(store, chunk, incomplete));
