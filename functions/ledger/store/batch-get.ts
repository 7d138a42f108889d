import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { assert } from '../../kernel/assert.ts';
import { common } from '../../kernel/common-problems.ts';
import { Refusal } from '../../kernel/problem.ts';
import { type Item, str } from './attributes.ts';
import type { Key } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';

/** DynamoDB's limit of one call. */
export const BATCH_GET_MAX = 100;
/** Calls for what a first one left over: under a throttle, or past 16 MB. */
const MAX_CALLS = 8;
const PAUSE_MS = 20;

/** Items by key, strongly consistent; what does not exist is missing from the map. Keys are named by `nameOf`. */
export const batchGet = async (store: LedgerStore, keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> => {
  assert(keys.length <= BATCH_GET_MAX, 'a batch reads at most 100 items');
  const found = new Map<string, Item>();
  let open = keys.map((key) => ({ ...key }));
  for (let call = 0; call < MAX_CALLS && open.length > 0; call += 1) {
    if (call > 0) await store.clock.sleep(store.chance.fraction() * PAUSE_MS * 2 ** call);
    const read = new BatchGetItemCommand({ RequestItems: { [store.table]: { Keys: open, ConsistentRead: true } } });
    const answer = await store.dynamo.send(read);
    for (const item of answer.Responses?.[store.table] ?? []) found.set(nameOf(item), item);
    open = (answer.UnprocessedKeys?.[store.table]?.Keys ?? []) as typeof open;
  }
  if (open.length > 0) throw new Refusal(common.unavailable, 'The store gave only a part of what was read. Try again.');
  return found;
};

export const nameOf = (key: Item | Key): string => `${str(key as Item, 'pk')}|${str(key as Item, 'sk')}`;
