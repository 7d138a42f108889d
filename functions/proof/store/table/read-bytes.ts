import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { LeftOut } from '../../../kernel/aws/batch-get.ts';
import { assert, present } from '../../../kernel/core/assert.ts';
import type { ProofStore } from './proof-store.ts';

/** The one attribute of items that hold bytes. */
export const BYTES = 'b';
export const bytesOf = (item: Item): Uint8Array => present(item[BYTES]?.B, 'an item has bytes');

/** Of a megabyte each. A bundle or tile is one; a second of a tenant has 40,000 receipts on each. */
const PAGES_MAX = 10;

/** All items of a partition whose sort keys begin so, in order. Strongly consistent. */
export const itemsOf = async ({ dynamo, table }: ProofStore, pk: string, prefix = ''): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let after: Item | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const query = new QueryCommand({
      TableName: table,
      KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': s(pk), ...(prefix === '' ? {} : { ':prefix': s(prefix) }) },
      ConsistentRead: true,
      ...(after === undefined ? {} : { ExclusiveStartKey: { ...after } }),
    });
    const { Items = [], LastEvaluatedKey } = await dynamo.send(query);
    items.push(...Items);
    if (LastEvaluatedKey === undefined) return items;
    after = LastEvaluatedKey;
  }
  throw new LeftOut('what was appended to one place does not end');
};

/** The pieces of a partition put together, where each begins behind the one before it. @param width bytes of one of them */
export const joinedBytes = async (store: ProofStore, pk: string, width: number): Promise<Uint8Array> => {
  const items = await itemsOf(store, pk);
  let next = 0;
  for (const item of items) {
    assert(Number(str(item, 'sk')) === next, 'what was appended has no gap');
    next += bytesOf(item).length / width;
  }
  return Buffer.concat(items.map(bytesOf));
};
