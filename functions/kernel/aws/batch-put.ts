import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { chunks, inParallel } from '../core/parallel.ts';
import { RETRY, type RetryPolicy, retry } from '../core/retry.ts';
import type { Item } from './attributes.ts';
import { type BatchGetStore, LeftOut } from './batch-get.ts';

/** DynamoDB's limit of one call. */
const BATCH_PUT_MAX = 25;
/** Calls under way at once: enough to hide the latency, few enough to leave the table to others. */
const WIDTH = 4;

const putChunk = async (
  store: BatchGetStore,
  items: readonly Item[],
  incomplete: (left: number) => Error,
  policy: RetryPolicy,
): Promise<void> => {
  let left: WriteRequest[] = items.map((one) => ({ PutRequest: { Item: one } }));
  const done = await retry(store, policy, async () => {
    const answer = await store.dynamo.send(new BatchWriteItemCommand({ RequestItems: { [store.table]: left } }));
    left = answer.UnprocessedItems?.[store.table] ?? [];
    return left.length === 0 ? true : undefined;
  });
  if (done === undefined) throw incomplete(left.length);
};

/**
 * Puts items that are the same whoever writes them, however often. No two of them share a key.
 *
 * @throws what `incomplete` says where the table goes on leaving some out (load, unless its caller knows better); what was written stays
 */
export const batchPut = (
  store: BatchGetStore,
  items: readonly Item[],
  incomplete: (left: number) => Error = () => new LeftOut('the table does not take all of a batch'),
  policy: RetryPolicy = RETRY.batch,
): Promise<void> =>
  inParallel(chunks(items, BATCH_PUT_MAX), WIDTH, (chunk) => putChunk(store, chunk, incomplete, policy));
