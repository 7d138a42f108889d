import * as z from 'zod';
import { type Item, int, maybeInt, n, s, str } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { Attempt, AttemptError } from '../../model/attempt.ts';
import { DELIVERY_DAYS, type Delivery, type DeliveryState, LOG_MAX } from '../../model/delivery.ts';
import { fallbackAt } from '../../model/fallback.ts';
import { birthSort, deliveriesPartition, deliveryKey, dueShard, expiry, TABLE, tenantOf } from './keys.ts';

const STATES: readonly DeliveryState[] = ['pending', 'delivered', 'parked', 'canceled'];

const logged = z.object({
  at: z.number(),
  status: z.number().optional(),
  latencyMs: z.number(),
  error: z.string().optional(),
  body: z.string().optional(),
  url: z.string().optional(),
  bytes: z.number().optional(),
});

/** One attribute for each attempt, so that a new one goes and an old one leaves without touching the others. */
const PREFIX = 't';
export const attemptName = (number: number): string => PREFIX + String(number);
export const attemptText = (attempt: Attempt): string => JSON.stringify(attempt);

const readAttempt = (text: string): Attempt => {
  const { at, status, latencyMs, error, body, url, bytes } = logged.parse(JSON.parse(text));
  return { at, status, latencyMs, error: error as AttemptError | undefined, body, url, bytes };
};

const logOf = (item: Item, attempts: number): readonly Attempt[] => {
  const first = Math.max(1, attempts - LOG_MAX + 1);
  return Array.from({ length: attempts - first + 1 }, (_, index) => item[attemptName(first + index)]?.S)
    .filter((text) => text !== undefined)
    .map(readAttempt);
};

const stateOf = (item: Item): DeliveryState => {
  const state = STATES.find((one) => one === str(item, 'state'));
  assert(state !== undefined, 'a delivery has a state that this release knows');
  return state;
};

/** When the table's own fallback schedule looks at a delivery. Nothing that is pending is ever without it. */
const fallback = ({ id }: Delivery, at: number | undefined, shards: number): Item => {
  const { partition, sort } = TABLE.indexes.due;
  return at === undefined ? {} : { [partition]: s(dueShard(id, shards)), [sort]: n(at) };
};

/** What changes with each step of a delivery, with the time of its fallback, which stands in one of so many shards. */
export const progress = (delivery: Delivery, at: number | undefined, shards: number): Item => ({
  state: s(delivery.state),
  attempts: n(delivery.attempts),
  round: n(delivery.round),
  tries: n(delivery.tries),
  base: n(delivery.base),
  ...(delivery.nextAt === undefined ? {} : { nextAt: n(delivery.nextAt) }),
  ...fallback(delivery, at, shards),
  ...(at === undefined
    ? {}
    : { [TABLE.indexes.waiting.partition]: s(deliveriesPartition(delivery.tenant, delivery.endpoint)) }),
});
/** What `progress` may leave out, and an update then takes away. */
export const PASSING = [
  'nextAt',
  TABLE.indexes.due.partition,
  TABLE.indexes.due.sort,
  TABLE.indexes.waiting.partition,
] as const;

export const newDeliveryItem = (delivery: Delivery, shards: number): Item => ({
  ...deliveryKey(delivery.tenant, delivery.id),
  id: s(delivery.id),
  endpoint: s(delivery.endpoint),
  eventId: s(delivery.eventId),
  eventType: s(delivery.eventType),
  ...(delivery.seq === undefined ? {} : { seq: n(delivery.seq) }),
  ...(delivery.payload === undefined ? {} : { payload: s(delivery.payload) }),
  createdAt: n(delivery.createdAt),
  [TABLE.timeToLive]: n(expiry(delivery.createdAt, DELIVERY_DAYS)),
  [TABLE.indexes.deliveries.partition]: s(deliveriesPartition(delivery.tenant, delivery.endpoint)),
  [TABLE.indexes.deliveries.sort]: s(birthSort(delivery.createdAt, delivery.id)),
  ...progress(delivery, undefined, shards),
  ...fallback(delivery, fallbackAt(delivery, delivery.createdAt), shards),
});

export const readDelivery = (item: Item): Delivery => {
  const attempts = int(item, 'attempts');
  return {
    id: str(item, 'id'),
    tenant: tenantOf(str(item, 'pk')),
    endpoint: str(item, 'endpoint'),
    eventId: str(item, 'eventId'),
    eventType: str(item, 'eventType'),
    seq: maybeInt(item, 'seq'),
    payload: item.payload?.S,
    state: stateOf(item),
    attempts,
    round: int(item, 'round'),
    tries: int(item, 'tries'),
    base: int(item, 'base'),
    nextAt: maybeInt(item, 'nextAt'),
    createdAt: int(item, 'createdAt'),
    log: logOf(item, attempts),
  };
};
