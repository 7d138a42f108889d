import { type Item, int, str } from '../../../kernel/aws/attributes.ts';
import { getAll, nameOf } from '../../../kernel/aws/items-by-key.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import type { Envelope } from '../../../kernel/triggers/envelope.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import type { Delivery, DeliveryState } from '../../model/delivery.ts';
import { type Endpoint, signingSecrets } from '../../model/endpoint.ts';
import type { Job } from '../../model/job.ts';
import { shownEvent } from '../../model/shown-event.ts';
import { recordStep } from '../queries/deliveries.ts';
import { readDelivery } from '../table/delivery-item.ts';
import { readEndpoint } from '../table/endpoint-item.ts';
import { deliveryKey, endpointKey, feedKey, type Key } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';
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

/** A job needs three items, and one read takes a hundred. */
const JOBS_TOGETHER = 33;

const keysOf = ({ tenant, delivery, endpoint, seq }: Job): readonly Key[] => [
  deliveryKey(tenant, delivery),
  endpointKey(tenant, endpoint),
  ...(seq === undefined ? [] : [feedKey(tenant, seq)]),
];

/** What was found in the table by a key. */
export type Found = (key: Key) => Item | undefined;

/** What jobs need from the table, read together: they often share an endpoint, or an event. */
export const load = async (store: WebhooksStore, jobs: readonly Job[]): Promise<Found> => {
  const reads = chunks(jobs, JOBS_TOGETHER).map((some) => getAll(store, some.flatMap(keysOf)));
  const found = new Map((await Promise.all(reads)).flatMap((items) => [...items]));
  return (key) => found.get(nameOf(key));
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

/** Ends a delivery that cannot be attempted. If another worker updated it first, its result is kept. */
const settle = async (store: WebhooksStore, delivery: Delivery, state: DeliveryState): Promise<undefined> => {
  await recordStep(store, delivery, { ...delivery, state, nextAt: undefined });
  return undefined;
};

/** What is to be sent; undefined where nothing is: the message is stale, or nobody is there to take it. */
export const prepare = async ({ store, secretOf }: DeliverDeps, job: Job, found: Found): Promise<Ready | undefined> => {
  const item = found(deliveryKey(job.tenant, job.delivery));
  const delivery = item === undefined ? undefined : readDelivery(item);
  if (delivery === undefined || delivery.state !== 'pending' || delivery.attempts !== job.attempts) return undefined;
  const owner = found(endpointKey(job.tenant, job.endpoint));
  if (owner === undefined) return settle(store, delivery, 'canceled');
  const endpoint = readEndpoint(owner);
  if (!endpoint.enabled) return settle(store, delivery, 'parked');
  const event = job.seq === undefined ? undefined : found(feedKey(job.tenant, job.seq));
  const body = delivery.payload ?? (event && shownEvent(str(event, 'type'), str(event, 'body')));
  // An event that has left the feed after 90 days has no body any more.
  if (body === undefined) return settle(store, delivery, 'canceled');
  const names = signingSecrets(endpoint, store.clock.now());
  const secrets = await Promise.all(names.map((name) => secretOf(endpoint.tenant, name)));
  return { job, delivery, endpoint, body, secrets, cause: causeOf(delivery, event) };
};
