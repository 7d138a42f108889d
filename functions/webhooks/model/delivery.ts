import { assert } from '../../kernel/assert.ts';
import { derivedId } from '../../kernel/ids.ts';
import { formatTime } from '../../kernel/time.ts';
import type { Attempt } from './attempt.ts';
import { nextTry, notBefore } from './schedule.ts';

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

/** A message may come a little before its time where two clocks differ. */
const CLOCKS_MS = 1_000;

/** Before its time: woken because its endpoint is back. */
export const isEarly = ({ nextAt }: Delivery, now: number): boolean => nextAt !== undefined && now < nextAt - CLOCKS_MS;

/** A test or a redelivery, whose first attempt its owner waits for. */
export const isAsked = ({ tries, round, payload }: Delivery): boolean =>
  tries === 0 && (round > 1 || payload !== undefined);

/**
 * The delivery after one more attempt, whether it was made or skipped. One that fails before its time uses up no try: the
 * schedule goes on as if it had not been. No try is set before `shutUntil`, until when the
 * breaker is known to be open.
 */
export const attempted = (
  delivery: Delivery,
  attempt: Attempt,
  now: number,
  fraction: number,
  shutUntil = now,
): Delivery => {
  assert(delivery.state === 'pending', 'only what is pending is attempted');
  const attempts = delivery.attempts + 1;
  const log = [...delivery.log, attempt].slice(-LOG_MAX);
  if (attempt.error === undefined)
    return { ...delivery, state: 'delivered', attempts, tries: delivery.tries + 1, nextAt: undefined, log };
  if (isEarly(delivery, attempt.at)) return { ...delivery, attempts, log };
  const tries = delivery.tries + 1;
  const at = nextTry(delivery.base, tries, now, fraction);
  const nextAt = at === undefined || shutUntil <= now ? at : notBefore(shutUntil, at, now, fraction);
  return { ...delivery, state: nextAt === undefined ? 'parked' : 'pending', attempts, tries, nextAt, log };
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
