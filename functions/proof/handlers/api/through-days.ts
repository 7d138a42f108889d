import { present } from '../../../kernel/core/assert.ts';
import type { Clock } from '../../../kernel/core/ports.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';

/** Days of one call, of which each is a query at least. */
const DAYS_MAX = 100;
const ENTRIES = 1_000;
/** How far the clock of whoever wrote a time may be ahead of ours. */
const AHEAD_SECONDS = 3_600;

export const secondOfTime = (text: string): number =>
  Math.floor(present(parseTime(text), 'the contract takes times only') / 1_000);

interface Days<T> {
  readonly entries: readonly T[];
  /** From where the next call goes on; null at the end. */
  readonly next: string | null;
}

/** What there is from one time to another: a page of whole seconds. @param from reads from a second on to `until` or the end of its day */
export const throughDays = async <T>(
  clock: Clock,
  times: { readonly from: string; readonly to: string },
  from: (second: number, until: number) => Promise<{ readonly entries: readonly T[]; readonly next: number }>,
): Promise<Days<T>> => {
  const until = Math.min(secondOfTime(times.to), Math.floor(clock.now() / 1_000) + AHEAD_SECONDS);
  const all: T[] = [];
  let second = secondOfTime(times.from);
  for (let days = 0; days < DAYS_MAX && second <= until && all.length < ENTRIES; days += 1) {
    const { entries, next } = await from(second, until);
    all.push(...entries);
    second = next;
  }
  return { entries: all, next: second > until ? null : formatTime(second * 1_000) };
};
