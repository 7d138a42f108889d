import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { assert, present } from '../../../kernel/core/assert.ts';
import type { ProofStore } from './proof-store.ts';

/** The one attribute of items that hold bytes. */
export const BYTES = 'b';
export const bytesOf = (item: Item): Uint8Array => present(item[BYTES]?.B, 'an item has bytes');

/**
 * All items of a partition whose sort keys begin so, in order: at most 256 of 16 KB together, which is one page. Strongly
 * consistent.
 */
export const itemsOf = async ({ dynamo, table }: ProofStore, pk: string, prefix = ''): Promise<readonly Item[]> => {
  const query = new QueryCommand({
    TableName: table,
    KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': s(pk), ...(prefix === '' ? {} : { ':prefix': s(prefix) }) },
    ConsistentRead: true,
  });
  const { Items, LastEvaluatedKey } = await dynamo.send(query);
  assert(LastEvaluatedKey === undefined, 'what was appended to one place is a page');
  return Items ?? [];
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
