import type { DynamoDBRecord } from 'aws-lambda';
import { type Item, int, str } from '../../../kernel/aws/attributes.ts';
import { chunks, inParallel } from '../../../kernel/core/parallel.ts';
import { BatchFailures } from '../../../kernel/triggers/batch-failures.ts';
import { stream } from '../../../kernel/triggers/stream.ts';
import type { StreamDeps } from '../../../kernel/triggers/stream-run.ts';
import { type NewDelivery, newDelivery } from '../../model/delivery.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import { matches } from '../../model/event-filter.ts';
import { jobOf, type Message, readMessage } from '../../model/job.ts';
import { enabledEndpoints } from '../commit/endpoints.ts';
import { putDelivery } from '../queries/deliveries.ts';
import { FEED_PREFIX, JOB_SORT, tenantOf } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';
import type { Posted, PostJobs } from './job-queues.ts';

export interface FanOutDeps extends StreamDeps {
  readonly store: WebhooksStore;
  readonly post: PostJobs;
}

/** Tenants of a batch at the same time, deliveries of each that are written at once, and messages sent behind them. */
const TENANTS = 4;
const WIDTH = 16;
const TOLD_TOGETHER = 100;

const postedAtOnce = (message: Message): Posted => ({ lane: 'brisk', message, delaySeconds: 0 });

/** A new item with its index in the batch. */
interface Shown {
  readonly index: number;
  readonly item: Item;
}

const inserted = (records: readonly DynamoDBRecord[]): readonly Shown[] =>
  [...records.entries()].flatMap(([index, { eventName, dynamodb }]) => {
    const item = eventName === 'INSERT' ? (dynamodb?.NewImage as Item | undefined) : undefined;
    return item === undefined ? [] : [{ index, item }];
  });

/** An event of the feed. */
interface Fed {
  readonly index: number;
  readonly tenant: string;
  readonly event: Pick<NewDelivery, 'eventId' | 'eventType' | 'seq'>;
}

const readFed = ({ index, item }: Shown): Fed => {
  const event = { eventId: str(item, 'id'), eventType: str(item, 'type'), seq: int(item, 'seq') };
  return { index, tenant: tenantOf(str(item, 'pk')), event };
};

/** The deliveries of events of the feed to an endpoint that wants them. */
const deliveriesOf = ({ tenant, id, events: wanted }: Endpoint, events: readonly Fed[], now: number) =>
  events
    .filter(({ event }) => matches(wanted, event.eventType))
    .map(({ event }) => newDelivery({ ...event, payload: undefined, tenant, endpoint: id }, now));

/** Logs endpoints that cannot be parsed. Their events stay in the feed until the endpoint is repaired. */
const logUnreadable = ({ log }: FanOutDeps, tenant: string, unreadable: readonly unknown[]): void => {
  if (unreadable.length === 0) return;
  const line = { domain: 'webhooks', tenant };
  for (const error of unreadable) log.error('an endpoint cannot be read and gets no events', line, error);
  log.info('endpoints are poison', { ...line, faults: 0, poison: unreadable.length });
};

/**
 * Writes the deliveries of a tenant's new events, each once, and sends a message for each, chunk by chunk. So the first attempts
 * begin while the last deliveries are still to be written. A delivery that exists already gets a message again.
 */
const fanOut = async (deps: FanOutDeps, tenant: string, events: readonly Fed[]): Promise<void> => {
  const { store, post } = deps;
  const { endpoints, unreadable } = await enabledEndpoints(store, tenant);
  logUnreadable(deps, tenant, unreadable);
  const now = store.clock.now();
  // Endpoint by endpoint, so that a batch of the queue holds what can be delivered in one group.
  const deliveries = endpoints.flatMap((endpoint) => deliveriesOf(endpoint, events, now));
  for (const part of chunks(deliveries, TOLD_TOGETHER)) {
    await inParallel(part, WIDTH, async (delivery) => {
      await putDelivery(store, delivery);
    });
    await post(part.map((delivery) => postedAtOnce(jobOf(delivery))));
  }
};

/**
 * Handles the stream of the table: deliveries for each event of the feed, and the attempts that the API asks for. It writes the
 * table first and the queue second. A function that dies between the two gets the same records again. A message about a delivery
 * that has gone on is dropped by its consumer. A failure of one tenant leaves only that tenant's records undone.
 */
export const buildFanOut = (deps: FanOutDeps) =>
  stream({
    domain: 'webhooks',
    deps,
    handle: async (records) => {
      const left = new BatchFailures();
      const items = inserted(records);
      const isJob = ({ item }: Shown) => item.sk?.S === JOB_SORT;
      const asked = left.read(items.filter(isJob), ({ item }) => readMessage(str(item, 'job')));
      await deps.post(asked.map(postedAtOnce));
      const isFed = ({ item }: Shown) => item.sk?.S?.startsWith(FEED_PREFIX) === true;
      const fed = left.read(items.filter(isFed), readFed);
      const tenants = [...Map.groupBy(fed, ({ tenant }) => tenant)];
      await inParallel(tenants, TENANTS, async ([tenant, events]) => {
        const indexes = events.map(({ index }) => index);
        await left.attempt(indexes, undefined, () => fanOut(deps, tenant, events));
      });
      return left.unhandled;
    },
  });
