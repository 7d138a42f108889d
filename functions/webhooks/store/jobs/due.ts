import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, n } from '../../../kernel/aws/attributes.ts';
import { readDuePage } from '../../../kernel/aws/due-page.ts';
import type { Delivery } from '../../model/delivery.ts';
import { nextFallbackAt } from '../../model/fallback.ts';
import { readDelivery } from '../table/delivery-item.ts';
import { DUE_SHARDS, deliveryKey, TABLE } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

const { sort } = TABLE.indexes.due;

/** The partitions of the index, over all tenants. */
export const SHARDS: readonly number[] = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);

const pending = (item: Item): Delivery | undefined => (item.state?.S === 'pending' ? readDelivery(item) : undefined);

/** Deliveries of one shard at which the fallback schedule has to look by then. */
export const dueIn = (store: WebhooksStore, shard: number, by: number, from: Item | undefined) =>
  readDuePage(store, TABLE.indexes.due, pending, { shard, by, from });

/**
 * Moves the fallback behind the message that is about to be sent; false where somebody else has done so, or the delivery has gone
 * on. Whoever dies between this and the message has it looked at again after five minutes.
 */
export const postponeFallback = async (store: WebhooksStore, delivery: Delivery, by: number): Promise<boolean> => {
  const at = nextFallbackAt(delivery, store.clock.now());
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
