import type { Answer } from './attempt.ts';
import { type Health, smoothed } from './health.ts';

/** What an attempt says of its endpoint. */
export interface AttemptResult extends Pick<Answer, 'error'> {
  /** When it ended, in ms since the epoch, and how long it took. */
  readonly at: number;
  readonly latencyMs: number;
  /** No answer yet when the brisk lane's patience ended: no failure, for it is made again with more of it. */
  readonly impatient: boolean;
  /** For how long it wants to be let alone, in ms. */
  readonly waitMs?: number | undefined;
}

export const isGood = ({ error }: AttemptResult): boolean => error === undefined;
const isBad = (result: AttemptResult): boolean => !isGood(result) && !result.impatient;

/** What the attempts of a group say together. */
export interface Outcome {
  readonly latencyMs: number | undefined;
  readonly succeeded: boolean;
  /** Failures in a row at the group's end, and when the first of them was. */
  readonly failures: number;
  readonly failedAt: number | undefined;
  /** Until when the endpoint wants to be let alone; 0 where it did not say so, or answered well after it had. */
  readonly waitUntil: number;
}

/** @param results in the order in which the attempts ended */
export const outcomeOf = (before: Health, results: readonly AttemptResult[]): Outcome => {
  const failed = results.slice(results.findLastIndex(isGood) + 1).filter(isBad);
  return {
    latencyMs: results.reduce((mean, { latencyMs }) => smoothed(mean, latencyMs), before.latencyMs),
    succeeded: results.some(isGood),
    failures: failed.length,
    failedAt: failed[0]?.at,
    waitUntil: Math.max(0, ...failed.map(({ at, waitMs = 0 }) => (waitMs === 0 ? 0 : at + waitMs))),
  };
};
