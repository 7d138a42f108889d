import type { Answer } from './attempt.ts';
import { type Health, smoothed } from './health.ts';

/** What an attempt teaches of its endpoint. */
export interface Lesson extends Pick<Answer, 'error'> {
  /** When it ended, in ms since the epoch, and how long it took. */
  readonly at: number;
  readonly latencyMs: number;
  /** No answer yet when the brisk lane's patience ended: no failure, for it is made again with more of it. */
  readonly impatient: boolean;
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
}

/** @param lessons in the order in which the attempts ended */
export const learn = (before: Health, lessons: readonly Lesson[]): Learnt => {
  const failed = lessons.slice(lessons.findLastIndex(isGood) + 1).filter(isBad);
  return {
    latencyMs: lessons.reduce((mean, { latencyMs }) => smoothed(mean, latencyMs), before.latencyMs),
    succeeded: lessons.some(isGood),
    failures: failed.length,
    failedAt: failed[0]?.at,
  };
};
