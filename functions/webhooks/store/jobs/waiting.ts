import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { s } from '../../../kernel/aws/attributes.ts';
import { getAll, keyOf } from '../../../kernel/aws/items-by-key.ts';
import type { Delivery } from '../../model/delivery.ts';
import { readDelivery } from '../table/delivery-item.ts';
import { deliveriesPartition, TABLE } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

/** A page of the deliveries that wait for an endpoint, and where the next begins; undefined after the last. */
export interface WaitingPage {
  readonly deliveries: readonly Delivery[];
  readonly next: string | undefined;
}

/** Pending deliveries of an endpoint that had a try already, oldest first. The index follows the table within moments. */
export const waitingDeliveries = async (
  store: WebhooksStore,
  of: { readonly tenant: string; readonly endpoint: string },
  limit: number,
  after?: string,
): Promise<WaitingPage> => {
  const { partition, sort, name } = TABLE.indexes.waiting;
  const { Items: items = [], LastEvaluatedKey: last } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: name,
      // Not behind an empty text: DynamoDB refuses one as the value of a key.
      KeyConditionExpression: after === undefined ? '#of = :of' : '#of = :of AND #birth > :after',
      ExpressionAttributeNames: { '#of': partition, ...(after === undefined ? {} : { '#birth': sort }) },
      ExpressionAttributeValues: {
        ':of': s(deliveriesPartition(of.tenant, of.endpoint)),
        ...(after === undefined ? {} : { ':after': s(after) }),
      },
      Limit: limit,
    }),
  );
  const found = await getAll(store, items.map(keyOf));
  const deliveries = [...found.values()].map(readDelivery).filter(({ state }) => state === 'pending');
  return { deliveries, next: last === undefined ? undefined : items.at(-1)?.[sort]?.S };
};
