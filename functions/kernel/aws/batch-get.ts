import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { assert } from '../core/assert.ts';
import { RETRY, type RetryPolicy, type RetryPorts, retry } from '../core/retry.ts';
import type { Dynamo } from './dynamodb.ts';

type Item = Readonly<Record<string, AttributeValue>>;

export interface BatchGetStore extends RetryPorts {
  readonly dynamo: Dynamo;
  readonly table: string;
}

/** What a table leaves out of a batch, again and again: it is asked too much, by whoever asks much. */
export class LeftOut extends Error {
  /** As services say it, so that it is counted as load and no fault of a version. */
  override readonly name = 'ThrottlingException';
}

/** DynamoDB's limit of one call. */
export const BATCH_GET_MAX = 100;

/**
 * Up to 100 items by key, strongly consistent, in no order; those that do not exist are left out. Keys are distinct. What a call
 * leaves over, under a throttle or past 16 MB, which 100 items fill twice, is asked for again after a pause.
 *
 * @throws what `incomplete` says where the table goes on leaving some out: load, unless its caller knows better
 */
export const batchGet = async (
  store: BatchGetStore,
  keys: readonly Item[],
  incomplete: (left: number) => Error = () => new LeftOut('the table does not give all of a batch'),
  policy: RetryPolicy = RETRY.batch,
): Promise<readonly Item[]> => {
  assert(keys.length <= BATCH_GET_MAX, 'a batch reads at most 100 items');
  if (keys.length === 0) return [];
  const { dynamo, table } = store;
  const found: Item[] = [];
  let open = keys.map((key) => ({ ...key }));
  const done = await retry(store, policy, async () => {
    const read = new BatchGetItemCommand({ RequestItems: { [table]: { Keys: open, ConsistentRead: true } } });
    const answer = await dynamo.send(read);
    found.push(...(answer.Responses?.[table] ?? []));
    open = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    return open.length === 0 ? found : undefined;
  });
  if (done === undefined) throw incomplete(open.length);
  return done;
};
