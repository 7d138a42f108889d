import type { DynamoDBRecord } from 'aws-lambda';
import { chunks, inParallel } from '../../kernel/parallel.ts';
import { type StreamDeps, stream } from '../../kernel/stream.ts';
import { newDelivery } from '../model/delivery.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { matches } from '../model/event-filter.ts';
import { jobOf, type Message, readMessage } from '../model/job.ts';
import { type Item, int, str } from '../store/attributes.ts';
import { putDelivery } from '../store/deliveries.ts';
import { enabledEndpoints } from '../store/endpoints.ts';
import type { Posted, PostJobs } from '../store/jobs.ts';
import { FEED_PREFIX, JOB_SORT, tenantOf } from '../store/keys.ts';
import type { WebhooksStore } from '../store/webhooks-store.ts';

export interface FanOutDeps extends StreamDeps {
  readonly store: WebhooksStore;
  readonly post: PostJobs;
}

/** Deliveries written at once, and messages sent behind them. */
const WIDTH = 32;
const TOLD_TOGETHER = 100;

const told = (message: Message): Posted => ({ lane: 'brisk', message, delaySeconds: 0 });

const inserted = (records: readonly DynamoDBRecord[]): readonly Item[] =>
  records
    .filter(({ eventName }) => eventName === 'INSERT')
    .map(({ dynamodb }) => dynamodb?.NewImage as Item | undefined)
    .filter((item) => item !== undefined);

/** The deliveries of an event of the feed, one for each endpoint that wants it. */
const deliveriesOf = (item: Item, endpoints: readonly Endpoint[], now: number) => {
  const eventType = str(item, 'type');
  const event = { eventId: str(item, 'id'), eventType, seq: int(item, 'seq'), payload: undefined };
  return endpoints
    .filter(({ events }) => matches(events, eventType))
    .map(({ tenant, id }) => newDelivery({ ...event, tenant, endpoint: id }, now));
};

/**
 * Makes the deliveries of new events, each once, and tells the queue of them part by part, so that the first leave while the
 * last are still to be written. Those that were there already are told again.
 */
const fanOut = async ({ store, post }: FanOutDeps, events: readonly Item[]): Promise<void> => {
  for (const [tenant, items] of Map.groupBy(events, (item) => tenantOf(str(item, 'pk')))) {
    const endpoints = await enabledEndpoints(store, tenant);
    const now = store.clock.now();
    const deliveries = items.flatMap((item) => deliveriesOf(item, endpoints, now));
    for (const part of chunks(deliveries, TOLD_TOGETHER)) {
      await inParallel(part, WIDTH, async (delivery) => {
        await putDelivery(store, delivery);
      });
      await post(part.map((delivery) => told(jobOf(delivery))));
    }
  }
};

/**
 * What follows from a commit, from the stream of the table: the deliveries of each event of the feed, and the attempts that the
 * API asks for. First the table, then the queue: whoever dies between them is given the same records again, and a message
 * about a delivery that has gone on is dropped by whoever gets it.
 */
export const buildFanOut = (deps: FanOutDeps) =>
  stream({
    domain: 'webhooks',
    deps,
    handle: async (records) => {
      const items = inserted(records);
      const asked = items.filter(({ sk }) => sk?.S === JOB_SORT).map((item) => readMessage(str(item, 'job')));
      await deps.post(asked.map(told));
      await fanOut(
        deps,
        items.filter(({ sk }) => sk?.S?.startsWith(FEED_PREFIX)),
      );
      return { indexes: new Set() };
    },
  });
