import { assert, present } from '../../kernel/core/assert.ts';
import { derivedId } from '../../kernel/values/ids.ts';
import { formatTime } from '../../kernel/values/time.ts';
import { type Attempt, shownUrl } from './attempt.ts';
import { isLast, lastAfter, nextTry, notBefore } from './schedule.ts';

/** `parked`: the schedule is used up, or the endpoint disabled; `canceled`: the endpoint is gone. All can be begun anew. */
export type DeliveryState = 'pending' | 'delivered' | 'parked' | 'canceled';

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: string;
  readonly tenant: string;
  readonly endpoint: string;
  readonly eventId: string;
  readonly eventType: string;
  /** Its position in the feed, where its body lies; undefined for a test, which brings its own. */
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

/** Attempts before their time, of one delivery: whatever wakes it, there is an end of them. */
const EARLY_MAX = 40;
/** Whether a delivery that is early may be attempted still. */
export const mayBeEarly = ({ attempts, tries }: Delivery): boolean => attempts - tries < EARLY_MAX;

/** A test or a redelivery, whose first attempt its owner waits for. */
export const isAsked = ({ tries, round, payload }: Delivery): boolean =>
  tries === 0 && (round > 1 || payload !== undefined);

/** One more line in the log, which uses up no try. */
export const noted = (delivery: Delivery, attempt: Attempt): Delivery => {
  assert(delivery.state === 'pending', 'only what is pending is attempted');
  const { waitMs: _, ...line } = attempt;
  return { ...delivery, attempts: delivery.attempts + 1, log: [...delivery.log, line].slice(-LOG_MAX) };
};

/** No earlier than the endpoint's Retry-After allows. */
const notWithin = (waitMs: number | undefined, nextAt: number | undefined, now: number): number | undefined =>
  nextAt === undefined || waitMs === undefined ? nextAt : Math.max(nextAt, now + waitMs);

/**
 * The delivery after one more attempt. One that fails before its time uses up no try: the schedule goes on as if it had not been
 * made. An endpoint's Retry-After is respected.
 */
export const attempted = (delivery: Delivery, attempt: Attempt, now: number, fraction: number): Delivery => {
  const after = noted(delivery, attempt);
  const tries = delivery.tries + 1;
  if (attempt.error === undefined) return { ...after, state: 'delivered', tries, nextAt: undefined };
  if (isEarly(delivery, attempt.at)) return { ...after, nextAt: notWithin(attempt.waitMs, after.nextAt, now) };
  const nextAt = notWithin(attempt.waitMs, nextTry(delivery.base, tries, now, fraction), now);
  return { ...after, state: nextAt === undefined ? 'parked' : 'pending', tries, nextAt };
};

/**
 * The delivery after a try that was skipped because the breaker is open until `shutUntil`. Its next try is not before that. The
 * last try is never skipped: without a POST at its last time no delivery is parked.
 */
export const skipped = (delivery: Delivery, line: Attempt, shutUntil: number, fraction: number): Delivery => {
  const after = noted(delivery, line);
  if (isLast(delivery.tries)) return { ...after, nextAt: lastAfter(shutUntil, fraction) };
  const tries = delivery.tries + 1;
  const next = present(nextTry(delivery.base, tries, line.at, fraction), 'the last try is not skipped');
  return { ...after, tries, nextAt: notBefore(shutUntil, next, line.at, fraction) };
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

const attemptView = ({ at, url, bytes, status, latencyMs, error, body }: Attempt) => ({
  at: formatTime(at),
  // Once more: earlier releases kept the path too.
  url: url === undefined ? null : (shownUrl(url) ?? null),
  bytes: bytes ?? null,
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
