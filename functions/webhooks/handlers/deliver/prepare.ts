import type { Envelope } from '../../../kernel/envelope.ts';
import { formatTime } from '../../../kernel/time.ts';
import type { Delivery, DeliveryState } from '../../model/delivery.ts';
import { type Endpoint, signingSecrets } from '../../model/endpoint.ts';
import type { Job } from '../../model/job.ts';
import { type Item, int, str } from '../../store/attributes.ts';
import { getAll } from '../../store/batch-get.ts';
import { recordStep } from '../../store/deliveries.ts';
import { readDelivery } from '../../store/delivery-item.ts';
import { readEndpoint } from '../../store/endpoint-item.ts';
import { deliveryKey, endpointKey, feedKey } from '../../store/keys.ts';
import type { WebhooksStore } from '../../store/webhooks-store.ts';
import type { DeliverDeps } from './deliver-deps.ts';

/** Everything that an attempt needs. */
export interface Ready {
  readonly job: Job;
  readonly delivery: Delivery;
  readonly endpoint: Endpoint;
  readonly body: string;
  readonly secrets: readonly Uint8Array[];
  /** The event, as the cause of what may follow from its delivery. */
  readonly cause: Envelope;
}

const load = async (store: WebhooksStore, { tenant, delivery, endpoint, seq }: Job) => {
  const keys = {
    delivery: deliveryKey(tenant, delivery),
    endpoint: endpointKey(tenant, endpoint),
    event: seq === undefined ? undefined : feedKey(tenant, seq),
  };
  const found = await getAll(store, [keys.delivery, keys.endpoint, ...(keys.event === undefined ? [] : [keys.event])]);
  const items = {
    delivery: found.get(keys.delivery.pk.S),
    endpoint: found.get(keys.endpoint.pk.S),
    event: keys.event === undefined ? undefined : found.get(keys.event.pk.S),
  };
  return {
    delivery: items.delivery === undefined ? undefined : readDelivery(items.delivery),
    endpoint: items.endpoint === undefined ? undefined : readEndpoint(items.endpoint),
    event: items.event,
  };
};

const causeOf = ({ tenant, eventId, createdAt }: Delivery, event: Item | undefined): Envelope => ({
  eventId,
  tenant,
  occurredAt: formatTime(event === undefined ? createdAt : int(event, 'at')),
  version: 1,
  correlationId: event === undefined ? eventId : str(event, 'correlationId'),
  causationId: eventId,
  hops: event === undefined ? 0 : int(event, 'hops'),
});

/** Ends a delivery that cannot be attempted. Somebody who was faster knows better, so losing is fine. */
const settle = async (store: WebhooksStore, delivery: Delivery, state: DeliveryState): Promise<undefined> => {
  await recordStep(store, delivery, { ...delivery, state, nextAt: undefined });
  return undefined;
};

/** What is to be sent; undefined where nothing is: the message is stale, or nobody is there to take it. */
export const prepare = async ({ store, secretOf }: DeliverDeps, job: Job): Promise<Ready | undefined> => {
  const { delivery, endpoint, event } = await load(store, job);
  if (delivery === undefined || delivery.state !== 'pending' || delivery.attempts !== job.attempts) return undefined;
  if (endpoint === undefined) return settle(store, delivery, 'canceled');
  if (!endpoint.enabled) return settle(store, delivery, 'parked');
  const body = delivery.payload ?? event?.body?.S;
  // An event that has left the feed after 90 days has no body any more.
  if (body === undefined) return settle(store, delivery, 'canceled');
  const names = signingSecrets(endpoint, store.clock.now());
  const secrets = await Promise.all(names.map((name) => secretOf(endpoint.tenant, name)));
  return { job, delivery, endpoint, body, secrets, cause: causeOf(delivery, event) };
};
