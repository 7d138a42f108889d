import { ConditionalCheckFailedException, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { snoozedUntil } from '../model/alarm.ts';
import type { Delivery } from '../model/delivery.ts';
import { type Item, int, n, s } from './attributes.ts';
import { getAll } from './batch-get.ts';
import { readDelivery } from './delivery-item.ts';
import { DUE_SHARDS, deliveryKey, type Key, TABLE } from './keys.ts';
import type { WebhooksStore } from './webhooks-store.ts';

const { partition, sort, name } = TABLE.indexes.due;

/** The partitions of the index, over all tenants. */
export const SHARDS: readonly number[] = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);

/** A page of what the alarm clock has to look at. One that cannot be read, ever, must keep no other from being woken. */
export interface DuePage {
  readonly deliveries: readonly Delivery[];
  /** Why, for each that cannot be read. */
  readonly unreadable: readonly unknown[];
  /** When the alarm of the first of them rang. */
  readonly since: number | undefined;
  /** Where the next page begins; undefined after the last. */
  readonly next: Item | undefined;
}

const PAGE = 100;

const readAll = (items: readonly Item[]): Pick<DuePage, 'deliveries' | 'unreadable' | 'since'> => {
  const deliveries: Delivery[] = [];
  const unreadable: unknown[] = [];
  let since: number | undefined;
  for (const item of items) {
    try {
      deliveries.push(readDelivery(item));
      since = Math.min(since ?? Number.POSITIVE_INFINITY, int(item, sort));
    } catch (error) {
      unreadable.push(error);
    }
  }
  return { deliveries, unreadable, since };
};

/** Deliveries of one shard at which the alarm clock has to look by then, the earliest first. */
export const dueIn = async (
  store: WebhooksStore,
  shard: number,
  by: number,
  from: Item | undefined,
): Promise<DuePage> => {
  const { Items: items = [], LastEvaluatedKey: next } = await store.dynamo.send(
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
  const found = await getAll(
    store,
    items.map(({ pk, sk }) => ({ pk, sk }) as Key),
  );
  // The index may be behind the table: only what the table says counts.
  const isDue = (item: Item) => item.state?.S === 'pending' && Number(item[sort]?.N ?? Number.POSITIVE_INFINITY) <= by;
  return { ...readAll([...found.values()].filter(isDue)), next };
};

/**
 * Moves the alarm behind the message that is about to be sent; false where somebody else has done so, or the delivery has gone
 * on. Whoever dies between this and the message has it looked at again after five minutes.
 */
export const snooze = async (store: WebhooksStore, delivery: Delivery, by: number): Promise<boolean> => {
  const at = snoozedUntil(delivery, store.clock.now());
  try {
    await store.dynamo.send(
      new UpdateItemCommand({
        TableName: store.table,
        Key: deliveryKey(delivery.tenant, delivery.id),
        UpdateExpression: 'SET #at = :at',
        ConditionExpression: '#at <= :by AND #attempts = :attempts',
        ExpressionAttributeNames: { '#at': sort, '#attempts': 'attempts' },
        ExpressionAttributeValues: { ':at': n(at), ':by': n(by), ':attempts': n(delivery.attempts) },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
