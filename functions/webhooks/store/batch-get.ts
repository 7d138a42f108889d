import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { assert, present } from '../../kernel/assert.ts';
import type { Item } from './attributes.ts';
import { type Key, TABLE } from './keys.ts';
import type { WebhooksStore } from './webhooks-store.ts';

const KEYS_MAX = 100;
/** Each request gives at least one item of 400 kB, and usually all. */
const REQUESTS_MAX = 40;

/** Up to 100 items, strongly consistent, by their partition keys; those that do not exist are missing. Keys are distinct. */
export const getAll = async (
  { dynamo, table }: Pick<WebhooksStore, 'dynamo' | 'table'>,
  keys: readonly Key[],
): Promise<ReadonlyMap<string, Item>> => {
  assert(keys.length <= KEYS_MAX, 'a batch reads at most 100 items');
  const found = new Map<string, Item>();
  let open: readonly Key[] = keys;
  for (let requests = 0; open.length > 0; requests += 1) {
    if (requests === REQUESTS_MAX) throw new Error('the table does not give all of a batch');
    const answer = await dynamo.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: [...open], ConsistentRead: true } } }),
    );
    for (const item of answer.Responses?.[table] ?? []) {
      found.set(present(item[TABLE.partition]?.S, 'an item has a key'), item);
    }
    open = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as Key[];
  }
  return found;
};
