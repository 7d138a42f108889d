import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, n, s } from './attributes.ts';
import type { BatchGetStore } from './batch-get.ts';
import { getAll, keyOf } from './items-by-key.ts';

/** A sparse index of what has to be looked at, by when, in shards over all tenants; it holds keys only. */
export interface DueIndex {
  readonly name: string;
  /** Its attributes: the shard, and when to look. */
  readonly partition: string;
  readonly sort: string;
}

/** A page of what an alarm clock has to look at. One that cannot be read, ever, must keep no other from being woken. */
export interface DuePage<T> {
  readonly due: readonly T[];
  /** Why, for each that cannot be read. */
  readonly unreadable: readonly unknown[];
  /** When the first of them was to be looked at. */
  readonly since: number | undefined;
  /** Where the next page begins; undefined after the last. */
  readonly next: Item | undefined;
}

const PAGE = 100;

/**
 * One page of a shard's items that are due at or before `by`. The index is queried earliest first; the items of a page come in no
 * order. An item for which `read` gives undefined is left out: nobody has to look at it any more.
 */
export const readDuePage = async <T>(
  store: BatchGetStore,
  { name, partition, sort }: DueIndex,
  read: (item: Item) => T | undefined,
  { shard, by, from }: { readonly shard: number; readonly by: number; readonly from: Item | undefined },
): Promise<DuePage<T>> => {
  const { Items: rows = [], LastEvaluatedKey: next } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: name,
      KeyConditionExpression: '#shard = :shard AND #at <= :by',
      ExpressionAttributeNames: { '#shard': partition, '#at': sort },
      ExpressionAttributeValues: { ':shard': s(`due#${shard}`), ':by': n(by) },
      Limit: PAGE,
      ExclusiveStartKey: from,
    }),
  );
  const due: T[] = [];
  const unreadable: unknown[] = [];
  let since: number | undefined;
  for (const item of (await getAll(store, rows.map(keyOf))).values()) {
    // The index may be behind the table: only what the table says counts.
    const at = Number(item[sort]?.N ?? Number.POSITIVE_INFINITY);
    if (at > by) continue;
    try {
      const one = read(item);
      if (one === undefined) continue;
      due.push(one);
      since = Math.min(since ?? at, at);
    } catch (error) {
      unreadable.push(error);
    }
  }
  return { due, unreadable, since, next };
};
