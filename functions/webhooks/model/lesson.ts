import type { Answer } from './attempt.ts';
import { type Health, smoothed } from './health.ts';

/** What an attempt teaches of its endpoint. */
export interface Lesson extends Pick<Answer, 'error'> {
  /** When it ended, in ms since the epoch, and how long it took. */
  readonly at: number;
  readonly latencyMs: number;
  /** No answer yet when the brisk lane's patience ended: no failure, for it is made again with more of it. */
  readonly impatient: boolean;
  /** For how long it wants to be let alone, in ms. */
  readonly waitMs?: number | undefined;
}

export const isGood = ({ error }: Lesson): boolean => error === undefined;
const isBad = (lesson: Lesson): boolean => !isGood(lesson) && !lesson.impatient;

/** What the attempts of a visit teach together. */
export interface Learnt {
  readonly latencyMs: number | undefined;
  readonly succeeded: boolean;
  /** Failures in a row at the visit's end, and when the first of them was. */
  readonly failures: number;
  readonly failedAt: number | undefined;
  /** Until when the endpoint wants to be let alone; 0 where it did not say so, or answered well after it had. */
  readonly waitUntil: number;
}

/** @param lessons in the order in which the attempts ended */
export const learn = (before: Health, lessons: readonly Lesson[]): Learnt => {
  const failed = lessons.slice(lessons.findLastIndex(isGood) + 1).filter(isBad);
  return {
    latencyMs: lessons.reduce((mean, { latencyMs }) => smoothed(mean, latencyMs), before.latencyMs),
    succeeded: lessons.some(isGood),
    failures: failed.length,
    failedAt: failed[0]?.at,
    waitUntil: Math.max(0, ...failed.map(({ at, waitMs = 0 }) => (waitMs === 0 ? 0 : at + waitMs))),
  };
};
