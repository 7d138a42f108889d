import type { Clock } from '../../../kernel/core/ports.ts';

/** For how long callers share what one of them was answered, and that there was no answer. */
export interface Sharing {
  readonly freshMs: number;
  readonly failedMs: number;
}

/**
 * The same question for all who ask it within a moment. A failure is shared too, for a shorter time: AWS's own quotas are the account's,
 * and whoever asks in a loop must not use up what releases need.
 */
export const shared = <A extends readonly unknown[], T>(
  clock: Clock,
  { freshMs, failedMs }: Sharing,
  read: (...args: A) => Promise<T>,
): ((...args: A) => Promise<T>) => {
  let last: { readonly from: number; readonly forMs: number; readonly answer: Promise<T> } | undefined;
  return (...args) => {
    const now = clock.now();
    // A clock that was set back makes nothing fresh for ever.
    if (last !== undefined && Math.abs(now - last.from) < last.forMs) return last.answer;
    const answer = read(...args);
    last = { from: now, forMs: freshMs, answer };
    answer.catch(() => {
      if (last?.answer === answer) last = { from: clock.now(), forMs: failedMs, answer };
    });
    return answer;
  };
};
