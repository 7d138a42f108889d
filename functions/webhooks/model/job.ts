import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';
import type { Delivery } from './delivery.ts';

/**
 * Which of the two queues an attempt comes from. `brisk` waits a second for an answer, `patient` the whole 10: whoever is slow
 * or down is served there, and takes no slot from those who answer at once.
 */
export type Lane = 'brisk' | 'patient';

export const PATIENCE_MS: Readonly<Record<Lane, number>> = { brisk: 1_000, patient: 10_000 };

/** Tenants and ids. */
const MARK_CHARS_MAX = 64;

/** A message in one of the queues: a hint that a delivery is due. The truth is in the table. */
const job = z.looseObject({
  tenant: chars(MARK_CHARS_MAX),
  delivery: chars(MARK_CHARS_MAX),
  endpoint: chars(MARK_CHARS_MAX),
  seq: z.int().min(1).optional(),
  /** Attempts that the delivery had when the message was sent: with another number it is stale. */
  attempts: z.int().min(0),
  /** How often it found no free slot at its endpoint. */
  deferred: z.int().min(0),
  /** Comes before its time, only to find out whether its endpoint is back. */
  probe: z.literal(true).optional(),
});
export type Job = z.infer<typeof job>;

/** A message that says that an endpoint is back: it wakes the deliveries that wait for it. */
const revival = z.looseObject({
  tenant: chars(MARK_CHARS_MAX),
  revive: chars(MARK_CHARS_MAX).describe('the endpoint'),
  /** Where the last page of them ended. */
  after: chars(2_048).optional(),
  /** Pages before this one. */
  pages: z.int().min(0).optional(),
});
export type WakeUp = z.infer<typeof revival>;

/** Everything that stands in the two queues. */
export type Message = Job | WakeUp;
const message = z.union([job, revival]);
export const readMessage = (text: string): Message => message.parse(JSON.parse(text));
export const isWakeUp = (one: Message): one is WakeUp => 'revive' in one;
export const isJob = (one: Message): one is Job => !isWakeUp(one);

export const jobOf = ({ tenant, id, endpoint, seq, attempts }: Delivery): Job => ({
  tenant,
  delivery: id,
  endpoint,
  ...(seq === undefined ? {} : { seq }),
  attempts,
  deferred: 0,
});

const DEFER_MAX_S = 60;
/** At an endpoint that answers well slots come free all the time: what came first must not wait much longer than what came last. */
export const PROVEN_MAX_S = 15;
/** So do the runs of a tenant, which last seconds, and whose newest messages ask for one at once. */
export const SHARE_MAX_S = 8;
/**
 * A message that has found no slot so often (an hour and more) ends, and its delivery waits in the table for the fallback schedule,
 * as any later try does. So a chain of messages has an end, and a delivery ends with its item after 90 days at the latest.
 */
export const DEFERRED_MAX = 120;
export const mayDefer = ({ deferred }: Job): boolean => deferred < DEFERRED_MAX;
export const deferred = (job: Job): Job => ({ ...job, deferred: job.deferred + 1 });

/**
 * How long a message waits that found no place, in seconds: longer each time, so that a long backlog costs little.
 *
 * @param most the longest wait, by what has kept it
 */
export const deferSeconds = ({ deferred }: Job, fraction: number, most: number = DEFER_MAX_S): number =>
  1 + Math.floor(fraction * Math.min(most, 2 ** Math.min(deferred, 6)));

/** The longest wait for a slot of an endpoint. */
export const longestWait = (isProven: boolean): number => (isProven ? PROVEN_MAX_S : DEFER_MAX_S);
