import { type Day, readDay } from '../../kernel/values/zone.ts';
import { dayOf, firstOfMonth, lastOfMonth, monthOf, weekdayOf } from './calendar.ts';

/**
 * Rules of RFC 5545, section 3.3.10, over days: FREQ (DAILY to YEARLY), INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS,
 * WKST. What else the RFC knows is refused and not passed over: a payment on another day than was meant is none.
 */
export interface Recurrence {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  readonly count: number | undefined;
  /** The last day, inclusive. */
  readonly until: Day | undefined;
  readonly byMonth: readonly number[];
  readonly byMonthDay: readonly number[];
  /** Weekdays from 0, Monday; with an ordinal of 0 for every one. */
  readonly byDay: readonly { readonly weekday: number; readonly nth: number }[];
  readonly bySetPos: readonly number[];
  readonly weekStart: number;
}

const FREQS = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const LIST_MAX = 62;
const INTERVAL_MAX = 1_000;
export const COUNT_MAX = 10_000;
const ORDINAL_MAX = 53;
const SET_MAX = 366;

/** A rule that is not taken, with the reason in words for a client. */
export type ReadRecurrence =
  | { readonly kind: 'rule'; readonly rule: Recurrence }
  | { readonly kind: 'not-taken'; readonly detail: string };

/** A rule that is not taken; its message is for the client. */
class BadRecurrence extends Error {
  override readonly name = 'BadRecurrence';
}

const numberIn = (text: string, min: number, max: number, name: string): number => {
  const value = /^[+-]?\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(Math.abs(value) <= max && value >= min && (min > 0 || value !== 0)))
    throw new BadRecurrence(`${name} is out of its range.`);
  return value;
};

const listOf = (text: string | undefined, min: number, max: number, name: string): readonly number[] => {
  if (text === undefined) return [];
  const parts = text.split(',');
  if (parts.length > LIST_MAX) throw new BadRecurrence(`${name} has at most ${LIST_MAX} values.`);
  return parts.map((part) => numberIn(part, min, max, name));
};

const weekday = (text: string, name: string): number => {
  const place = (WEEKDAYS as readonly string[]).indexOf(text);
  if (place < 0) throw new BadRecurrence(`${name} has weekdays such as MO.`);
  return place;
};

const byDayOf = (text: string | undefined): Recurrence['byDay'] =>
  (text === undefined ? [] : text.split(',').slice(0, LIST_MAX + 1)).map((part, place) => {
    if (place === LIST_MAX) throw new BadRecurrence(`BYDAY has at most ${LIST_MAX} values.`);
    const nth = part.slice(0, -2);
    return {
      weekday: weekday(part.slice(-2), 'BYDAY'),
      nth: nth === '' ? 0 : numberIn(nth, -ORDINAL_MAX, ORDINAL_MAX, 'BYDAY'),
    };
  });

const untilOf = (text: string | undefined): Day | undefined => {
  if (text === undefined) return undefined;
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const day = match === null ? undefined : readDay(`${match[1]}-${match[2]}-${match[3]}`);
  if (day === undefined) throw new BadRecurrence('UNTIL is a day, such as 20271231.');
  return day;
};

const KNOWN = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYSETPOS', 'WKST']);

const partsOf = (text: string): ReadonlyMap<string, string> => {
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [name = '', value, more] = part.split('=');
    if (!KNOWN.has(name)) throw new BadRecurrence(`Taken are ${[...KNOWN].join(', ')}.`);
    if (value === undefined || value === '' || more !== undefined || parts.has(name))
      throw new BadRecurrence(`${name} is said once, as ${name}=value.`);
    parts.set(name, value);
  }
  return parts;
};

const read = (text: string): Recurrence => {
  const parts = partsOf(text);
  const freq = FREQS.find((one) => one === parts.get('FREQ'));
  if (freq === undefined) throw new BadRecurrence(`FREQ is one of ${FREQS.join(', ')}.`);
  const count = parts.get('COUNT');
  const wkst = parts.get('WKST');
  const rule: Recurrence = {
    freq,
    interval: numberIn(parts.get('INTERVAL') ?? '1', 1, INTERVAL_MAX, 'INTERVAL'),
    count: count === undefined ? undefined : numberIn(count, 1, COUNT_MAX, 'COUNT'),
    until: untilOf(parts.get('UNTIL')),
    byMonth: listOf(parts.get('BYMONTH'), 1, 12, 'BYMONTH'),
    byMonthDay: listOf(parts.get('BYMONTHDAY'), -31, 31, 'BYMONTHDAY'),
    byDay: byDayOf(parts.get('BYDAY')),
    bySetPos: listOf(parts.get('BYSETPOS'), -SET_MAX, SET_MAX, 'BYSETPOS'),
    weekStart: wkst === undefined ? 0 : weekday(wkst, 'WKST'),
  };
  if (rule.count !== undefined && rule.until !== undefined) throw new BadRecurrence('COUNT or UNTIL, not both.');
  if (freq === 'WEEKLY' && rule.byMonthDay.length > 0) throw new BadRecurrence('BYMONTHDAY does not go with WEEKLY.');
  if ((freq === 'DAILY' || freq === 'WEEKLY') && rule.byDay.some(({ nth }) => nth !== 0))
    throw new BadRecurrence('BYDAY has ordinals with MONTHLY and YEARLY only.');
  const narrows = rule.byMonth.length + rule.byMonthDay.length + rule.byDay.length > 0;
  if (rule.bySetPos.length > 0 && !narrows) throw new BadRecurrence('BYSETPOS goes with another BY part.');
  return rule;
};

export const readRecurrence = (text: string): ReadRecurrence => {
  try {
    return { kind: 'rule', rule: read(text) };
  } catch (error) {
    if (error instanceof BadRecurrence) return { kind: 'not-taken', detail: error.message };
    throw error;
  }
};

const DAYS_OF_WEEK = 7;
const modulo = (value: number, by: number): number => ((value % by) + by) % by;

const inMonth = ({ byMonth }: Recurrence, day: Day): boolean =>
  byMonth.length === 0 || byMonth.includes(modulo(monthOf(day), 12) + 1);
const onMonthDay = ({ byMonthDay }: Recurrence, day: Day): boolean => {
  const { dayOfMonth, daysInMonth } = dayOf(day);
  return (
    byMonthDay.length === 0 || byMonthDay.some((one) => one === dayOfMonth || one === dayOfMonth - daysInMonth - 1)
  );
};
/** Whether a day is the nth of its weekday between two days, or any of it. */
const onWeekday = ({ byDay }: Recurrence, day: Day, first: Day, last: Day): boolean =>
  byDay.length === 0 ||
  byDay.some(({ weekday: one, nth }) => {
    if (one !== weekdayOf(day)) return false;
    if (nth === 0) return true;
    return nth > 0
      ? Math.floor((day - first) / DAYS_OF_WEEK) + 1 === nth
      : Math.floor((last - day) / DAYS_OF_WEEK) + 1 === -nth;
  });

const range = (first: Day, last: Day): readonly Day[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

const daysOfMonth = (rule: Recurrence, month: number, start: Day): readonly Day[] => {
  const [first, last] = [firstOfMonth(month), lastOfMonth(month)];
  const days = range(first, last).filter((day) => inMonth(rule, day));
  // By the RFC, the day of the month of the start where nothing else is said; a month that does not have it has none.
  if (rule.byMonthDay.length === 0 && rule.byDay.length === 0)
    return days.filter((day) => dayOf(day).dayOfMonth === dayOf(start).dayOfMonth);
  return days.filter((day) => onMonthDay(rule, day) && onWeekday(rule, day, first, last));
};

const daysOfYear = (rule: Recurrence, year: number, start: Day): readonly Day[] => {
  const [january, december] = [year * 12, year * 12 + 11];
  const months = range(january, december);
  const { byMonth, byMonthDay, byDay } = rule;
  if (byDay.length > 0 && byMonth.length === 0) {
    const [first, last] = [firstOfMonth(january), lastOfMonth(december)];
    return range(first, last).filter((day) => onMonthDay(rule, day) && onWeekday(rule, day, first, last));
  }
  const only = byMonth.length === 0 && byMonthDay.length === 0 && byDay.length === 0;
  const mine = only ? months.filter((month) => modulo(month, 12) === modulo(monthOf(start), 12)) : months;
  return mine.flatMap((month) => daysOfMonth(rule, month, start));
};

/** The days of the nth period of a rule that starts on a day, before the start and the end are looked at. */
const daysOfPeriod = (rule: Recurrence, start: Day, period: number): readonly Day[] => {
  const { freq, interval, byDay, weekStart } = rule;
  const step = period * interval;
  switch (freq) {
    case 'DAILY':
      return [start + step].filter(
        (day) => inMonth(rule, day) && onMonthDay(rule, day) && onWeekday(rule, day, day, day),
      );
    case 'WEEKLY': {
      const first = start - modulo(weekdayOf(start) - weekStart, DAYS_OF_WEEK) + step * DAYS_OF_WEEK;
      const wanted = byDay.length === 0 ? [weekdayOf(start)] : byDay.map((one) => one.weekday);
      return range(first, first + DAYS_OF_WEEK - 1).filter(
        (day) => wanted.includes(weekdayOf(day)) && inMonth(rule, day),
      );
    }
    case 'MONTHLY':
      return daysOfMonth(rule, monthOf(start) + step, start);
    case 'YEARLY':
      return daysOfYear(rule, Math.floor(monthOf(start) / 12) + step, start);
  }
};

const chosen = ({ bySetPos }: Recurrence, days: readonly Day[]): readonly Day[] =>
  bySetPos.length === 0
    ? days
    : [...new Set(bySetPos.flatMap((one) => days.at(one > 0 ? one - 1 : one) ?? []))].toSorted((a, b) => a - b);

/** A period that surely lies before a day, or the first one. */
const periodBefore = ({ freq, interval }: Recurrence, start: Day, from: Day): number => {
  const days = { DAILY: 1, WEEKLY: DAYS_OF_WEEK, MONTHLY: 31, YEARLY: 366 }[freq] * interval;
  return Math.max(0, Math.floor((from - start) / days) - 1);
};

const LEAST_DAYS = { DAILY: 1, WEEKLY: 7, MONTHLY: 28, YEARLY: 365 } as const;

/** For so long a rule may have no day: the 29th of February of a year in 1,000 does. */
const GAP_MAX_DAYS = 366 * 40;
/** Days of the periods that are looked through: a day for each day of the gap, and the periods at its ends. */
const LOOKED_AT_MAX = 20_000;
/** What looking through one period of a rule costs. */
const PERIOD_DAYS = { DAILY: 1, WEEKLY: DAYS_OF_WEEK, MONTHLY: 31, YEARLY: 366 } as const;
const YEAR_DAYS = 366;

/** Days that may still be looked at, over as many searches as share it. */
export interface Looks {
  left: number;
}

/**
 * The first day of a rule from a day on; undefined where there is none any more, or none within what may be looked at. COUNT is for
 * the caller, who knows how many there were.
 */
export const dayFrom = (
  rule: Recurrence,
  start: Day,
  from: Day,
  looks: Looks = { left: LOOKED_AT_MAX },
): Day | undefined => {
  const earliest = Math.max(start, from);
  for (let period = periodBefore(rule, start, earliest); looks.left > 0; period += 1) {
    looks.left -= PERIOD_DAYS[rule.freq];
    const days = chosen(rule, daysOfPeriod(rule, start, period));
    const found = days.find((day) => day >= earliest);
    if (found !== undefined) return rule.until !== undefined && found > rule.until ? undefined : found;
    const at = start + period * rule.interval * LEAST_DAYS[rule.freq];
    // A period begins at most a year before the least that it can be away from the first.
    if (rule.until !== undefined && at > rule.until + YEAR_DAYS) return undefined;
    if (at > earliest + GAP_MAX_DAYS) return undefined;
  }
  return undefined;
};
