import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { assert } from '../core/assert.ts';
import type { Chance, Clock } from '../core/ports.ts';
import { jitterMs } from './contention.ts';
import type { Dynamo } from './dynamodb.ts';

type Item = Readonly<Record<string, AttributeValue>>;

export interface BatchGetStore {
  readonly dynamo: Dynamo;
  readonly table: string;
  readonly clock: Clock;
  readonly chance: Pick<Chance, 'fraction'>;
}

/** DynamoDB's limit of one call. */
export const BATCH_GET_MAX = 100;
/** Calls for what a first one left over: under a throttle, or past 16 MB, which 100 items fill twice. */
const MAX_CALLS = 10;
/** The first pause is already that of a few failures: a throttle lasts longer than a conflict. */
const PATIENCE = 2;

/**
 * Up to 100 items by key, strongly consistent, in no order; those that do not exist are left out. Keys are distinct. What a call
 * leaves over is asked for again after a pause.
 *
 * @throws what `incomplete` says where the table goes on leaving some out
 */
export const batchGet = async (
  { dynamo, table, clock, chance }: BatchGetStore,
  keys: readonly Item[],
  incomplete: () => Error,
): Promise<readonly Item[]> => {
  assert(keys.length <= BATCH_GET_MAX, 'a batch reads at most 100 items');
  const found: Item[] = [];
  let open = keys.map((key) => ({ ...key }));
  for (let call = 0; call < MAX_CALLS && open.length > 0; call += 1) {
    if (call > 0) await clock.sleep(jitterMs(call + PATIENCE, chance));
    const read = new BatchGetItemCommand({ RequestItems: { [table]: { Keys: open, ConsistentRead: true } } });
    const answer = await dynamo.send(read);
    found.push(...(answer.Responses?.[table] ?? []));
    open = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  if (open.length > 0) throw incomplete();
  return found;
};
