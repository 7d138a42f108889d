import { assert } from '../../kernel/assert.ts';
import { derivedId } from '../../kernel/ids.ts';
import { formatTime } from '../../kernel/time.ts';
import type { Attempt } from './attempt.ts';
import { nextTry } from './schedule.ts';

/** `parked`: the schedule is used up, or the endpoint disabled; `canceled`: the endpoint is gone. All can be begun anew. */
export type DeliveryState = 'pending' | 'delivered' | 'parked' | 'canceled';

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: string;
  readonly tenant: string;
  readonly endpoint: string;
  readonly eventId: string;
  readonly eventType: string;
  /** Its place in the feed, where its body lies; undefined for a test, which brings its own. */
  readonly seq: number | undefined;
  readonly payload: string | undefined;
  readonly state: DeliveryState;
  /** Attempts over all rounds: what a message in the queue is compared with, and the guard of the next record. */
  readonly attempts: number;
  /** Each redelivery begins a round. */
  readonly round: number;
  /** Tries of this round, and when it began. */
  readonly tries: number;
  readonly base: number;
  readonly nextAt: number | undefined;
  readonly createdAt: number;
  /** The last attempts, oldest first. */
  readonly log: readonly Attempt[];
}

/** Attempts that the log keeps. */
export const LOG_MAX = 20;
export const DELIVERY_DAYS = 90;

/** The same event to the same endpoint is the same delivery, however often it is fanned out. */
export const deliveryId = (tenant: string, eventId: string, endpoint: string): string =>
  derivedId('dlv_', tenant, eventId, endpoint);

export type NewDelivery = Pick<Delivery, 'tenant' | 'endpoint' | 'eventId' | 'eventType' | 'seq' | 'payload'>;

export const newDelivery = (one: NewDelivery, now: number): Delivery => {
  assert((one.seq === undefined) !== (one.payload === undefined), 'a delivery has its body in the feed or with it');
  const id = deliveryId(one.tenant, one.eventId, one.endpoint);
  const fresh = { state: 'pending', attempts: 0, round: 1, tries: 0, log: [] } as const;
  return { ...one, ...fresh, id, base: now, nextAt: now, createdAt: now };
};

/** The delivery after one more attempt, whether it was made or skipped. */
export const attempted = (delivery: Delivery, attempt: Attempt, now: number, fraction: number): Delivery => {
  assert(delivery.state === 'pending', 'only what is pending is attempted');
  const tries = delivery.tries + 1;
  const nextAt = attempt.error === undefined ? undefined : nextTry(delivery.base, tries, now, fraction);
  const state = attempt.error === undefined ? 'delivered' : nextAt === undefined ? 'parked' : 'pending';
  const log = [...delivery.log, attempt].slice(-LOG_MAX);
  return { ...delivery, state, attempts: delivery.attempts + 1, tries, nextAt, log };
};

/** Begun anew: at once, and then by the whole schedule. */
export const begunAnew = (delivery: Delivery, now: number): Delivery => ({
  ...delivery,
  state: 'pending',
  round: delivery.round + 1,
  tries: 0,
  base: now,
  nextAt: now,
});

const attemptView = ({ at, status, latencyMs, error, body }: Attempt) => ({
  at: formatTime(at),
  status: status ?? null,
  latencyMs,
  error: error ?? null,
  body: body ?? null,
});

export const deliveryView = (delivery: Delivery) => ({
  id: delivery.id,
  endpointId: delivery.endpoint,
  eventId: delivery.eventId,
  eventType: delivery.eventType,
  state: delivery.state,
  attemptCount: delivery.attempts,
  attempts: delivery.log.map(attemptView),
  nextAttemptAt: delivery.nextAt === undefined ? null : formatTime(delivery.nextAt),
  createdAt: formatTime(delivery.createdAt),
});
