import { ConditionalCheckFailedException, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Delivery } from '../model/delivery.ts';
import { type Item, n, s } from './attributes.ts';
import { getAll } from './batch-get.ts';
import { dueAt } from './deliveries.ts';
import { readDelivery } from './delivery-item.ts';
import { DUE_SHARDS, deliveryKey, type Key, TABLE } from './keys.ts';
import type { WebhooksStore } from './webhooks-store.ts';

const { partition, sort, name } = TABLE.indexes.due;

/** What the alarm clock has to look at. One that cannot be read, ever, must keep no other from being woken. */
export interface Due {
  readonly deliveries: readonly Delivery[];
  /** Why, for each that cannot be read. */
  readonly unreadable: readonly unknown[];
}

const readAll = (items: readonly Item[]): Due => {
  const deliveries: Delivery[] = [];
  const unreadable: unknown[] = [];
  for (const item of items) {
    try {
      deliveries.push(readDelivery(item));
    } catch (error) {
      unreadable.push(error);
    }
  }
  return { deliveries, unreadable };
};

/** Deliveries of one shard at which the alarm clock has to look by then, the earliest first. */
const dueIn = async (store: WebhooksStore, shard: number, by: number, limit: number): Promise<Due> => {
  const { Items: items = [] } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: name,
      KeyConditionExpression: '#shard = :shard AND #at <= :by',
      ExpressionAttributeNames: { '#shard': partition, '#at': sort },
      ExpressionAttributeValues: { ':shard': s(`due#${shard}`), ':by': n(by) },
      Limit: limit,
    }),
  );
  const found = await getAll(
    store,
    items.map(({ pk, sk }) => ({ pk, sk }) as Key),
  );
  // The index may be behind the table: only what the table says counts.
  const isDue = (item: Item) => item.state?.S === 'pending' && Number(item[sort]?.N ?? Number.POSITIVE_INFINITY) <= by;
  return readAll([...found.values()].filter(isDue));
};

/** All shards, at most 100 of each. */
export const dueDeliveries = async (store: WebhooksStore, by: number): Promise<Due> => {
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => dueIn(store, shard, by, 100));
  const all = await Promise.all(shards);
  return {
    deliveries: all.flatMap(({ deliveries }) => deliveries),
    unreadable: all.flatMap(({ unreadable }) => unreadable),
  };
};

/**
 * Moves the alarm behind the message that is about to be sent; false where somebody else has done so, or the delivery has gone
 * on. Whoever dies between this and the message has it looked at again after five minutes.
 */
export const snooze = async (store: WebhooksStore, delivery: Delivery, by: number): Promise<boolean> => {
  const now = store.clock.now();
  const at = dueAt({ ...delivery, nextAt: Math.max(delivery.nextAt ?? now, now) }, now) ?? now;
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
