import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { n, s } from '../../../kernel/aws/attributes.ts';
import { type Envelope, follow } from '../../../kernel/triggers/envelope.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { webhooksEvents } from '../../contract/events.ts';
import { shownUrl } from '../../model/attempt.ts';
import { type Endpoint, endpointView } from '../../model/endpoint.ts';
import { FEED_DAYS } from '../../model/feed.ts';
import { expiry, outboxKey, TABLE } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

const { EndpointDisabled } = webhooksEvents;

/**
 * The event of an endpoint that was disabled, as an item of the same transaction: the relay publishes it from there. Its id is
 * derived from the change, so that it is one event however often it is told.
 *
 * @param cause the event whose delivery was the last straw
 * @throws TooManyHops where the chain of causes is a loop
 */
export const outboxPut = (
  store: Pick<WebhooksStore, 'table' | 'clock'>,
  endpoint: Endpoint,
  deliveryId: string,
  cause: Envelope,
): TransactWriteItem => {
  const { tenant, correlationId, causationId, hops } = follow(cause);
  const { detailType, version } = EndpointDisabled;
  const now = store.clock.now();
  const eventId = derivedId('evt_', tenant, detailType, endpoint.id, String(endpoint.revision));
  const links = { correlationId, causationId, hops };
  // Whoever reads events need not be who may read endpoints, and a URL may hold a key.
  const data = { endpoint: { ...endpointView(endpoint), url: shownUrl(endpoint.url) ?? '' }, deliveryId };
  const detail = { eventId, tenant, occurredAt: formatTime(now), version, ...links, data };
  return {
    Put: {
      TableName: store.table,
      Item: {
        ...outboxKey(tenant, eventId),
        type: s(detailType),
        detail: s(JSON.stringify(detail)),
        [TABLE.timeToLive]: n(expiry(now, FEED_DAYS)),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
};
