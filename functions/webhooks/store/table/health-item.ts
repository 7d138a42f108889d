import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { changing, type Item, maybeInt, n } from '../../../kernel/aws/attributes.ts';
import { type Health, UNKNOWN } from '../../model/health.ts';
import { SLOTS } from '../../model/slots.ts';
import { expiry, healthKey, TABLE } from './keys.ts';
import type { WebhooksStore } from './webhooks-store.ts';

/** Whose health an item tells. */
export interface EndpointRef {
  readonly tenant: string;
  readonly endpoint: string;
}

/** What is not touched for so long is forgotten: the endpoint is as good as new. */
export const HEALTH_DAYS = 30;

export const readHealth = (item: Item): Health => ({
  failures: maybeInt(item, 'failures') ?? 0,
  openUntil: maybeInt(item, 'openUntil') ?? 0,
  latencyMs: maybeInt(item, 'latencyMs'),
  failingSince: maybeInt(item, 'failingSince'),
  failedAt: maybeInt(item, 'failedAt'),
  slots: Object.fromEntries(SLOTS.map((name) => [name, maybeInt(item, name) ?? 0])),
});

/** What is known of an endpoint at this moment. Strongly consistent. */
export const findHealth = async (store: WebhooksStore, { tenant, endpoint }: EndpointRef): Promise<Health> => {
  const read = new GetItemCommand({ TableName: store.table, Key: healthKey(tenant, endpoint), ConsistentRead: true });
  const { Item: item } = await store.dynamo.send(read);
  return item === undefined ? UNKNOWN : readHealth(item);
};

/** Forgets what was outcome: for an endpoint that its owner enables again, or sends elsewhere. */
export const forgetting = (
  { table, clock }: Pick<WebhooksStore, 'table' | 'clock'>,
  { tenant, endpoint }: EndpointRef,
): TransactWriteItem => {
  // There may be no item yet; the one that this makes expires as any other does.
  const kept = { [TABLE.timeToLive]: n(expiry(clock.now(), HEALTH_DAYS)) };
  const { expression, names, values } = changing(kept, [
    'failures',
    'openUntil',
    'latencyMs',
    'failingSince',
    'failedAt',
  ]);
  return {
    Update: {
      TableName: table,
      Key: healthKey(tenant, endpoint),
      UpdateExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    },
  };
};
