import { Refusal } from '../../../kernel/core/problem.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import { beginOf, type Day, dayIn, readDay } from '../../../kernel/values/zone.ts';
import { passedOn } from '../../contract/problems.ts';
import type { Rails } from '../../model/rails.ts';

const DAYS_AHEAD_MAX = 400;
const DAY_MS = 86_400_000;

/** Over `book` the days are UTC's. */
export const zoneOf = (rails: Rails, rail: string): string => rails.get(rail)?.describe.timeZone ?? 'UTC';

const outside = (pointer: string): Refusal => {
  const detail = `From today to ${DAYS_AHEAD_MAX} days ahead.`;
  return new Refusal(passedOn['date-window'], detail, [{ pointer, detail }]);
};

/**
 * A day from today on.
 *
 * @throws Refusal `date-window`
 */
export const dayAhead = (day: Day, zone: string, now: number, pointer: string): Day => {
  const today = dayIn(zone, now);
  if (day < today || day > today + DAYS_AHEAD_MAX) throw outside(pointer);
  return day;
};

/**
 * When a payment is to run, in ms: a day begins at its first moment in the zone; today is at once.
 *
 * @throws Refusal `date-window`
 */
export const runAtOf = (text: string | undefined, zone: string, now: number): number | undefined => {
  if (text === undefined) return undefined;
  const pointer = '/scheduledFor';
  const day = readDay(text);
  if (day !== undefined) return beginOf(zone, dayAhead(day, zone, now, pointer));
  const at = parseTime(text);
  if (at === undefined || at < now || at > now + DAYS_AHEAD_MAX * DAY_MS) throw outside(pointer);
  return at;
};
