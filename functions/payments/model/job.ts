import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';

/** Tenants and ids. */
const MARK_CHARS_MAX = 64;

/** A hint that a payment has to go on; the truth is in the table. */
const job = z.looseObject({
  tenant: chars(MARK_CHARS_MAX),
  payment: chars(MARK_CHARS_MAX),
  /** How often it has found nobody to answer. */
  tries: z.int().min(0).optional(),
});
export type Job = z.infer<typeof job>;

/** A schedule that has a payment to make. */
const scheduleJob = z.looseObject({ tenant: chars(MARK_CHARS_MAX), schedule: chars(MARK_CHARS_MAX) });
export type ScheduleJob = z.infer<typeof scheduleJob>;

/** A batch whose lines are to become payments. */
const batchJob = z.looseObject({ tenant: chars(MARK_CHARS_MAX), batch: chars(MARK_CHARS_MAX) });
export type BatchJob = z.infer<typeof batchJob>;

/** What a rail sends by itself, in its own words. */
const fromRail = z.looseObject({ rail: chars(32), report: chars(100_000) });
export type FromRail = z.infer<typeof fromRail>;

/** Everything that stands in the work queue. */
export type Message = Job | ScheduleJob | BatchJob | FromRail;
const message = z.union([job, scheduleJob, batchJob, fromRail]);
export const readMessage = (text: string): Message => message.parse(JSON.parse(text));
export const isJob = (one: Message): one is Job => 'payment' in one;
export const isBatchJob = (one: Message): one is BatchJob => 'batch' in one;
export const isScheduleJob = (one: Message): one is ScheduleJob => 'schedule' in one;

/** Then the table's alarm clock goes on, which looks each minute. */
const TRIES_MAX = 8;
const WAIT_MAX_SECONDS = 30;

/** The next hint after one that found nobody to answer; undefined where there were enough. */
export const laterJob = (job: Job): Job | undefined => {
  const tries = (job.tries ?? 0) + 1;
  return tries > TRIES_MAX ? undefined : { ...job, tries };
};

/** Longer each time, at random below a bound, so that all that waits for the ledger does not come back at once. */
export const waitSeconds = ({ tries = 0 }: Job, fraction: number): number =>
  1 + Math.floor(fraction * Math.min(WAIT_MAX_SECONDS, 2 ** Math.min(tries, 5)));
