import { formatTime } from './time.ts';

/** A calendar day of a time zone, counted from 1970-01-01: it knows no hours, and so no change of the clocks. */
export type Day = number;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const FORMATS_MAX = 64;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes a hundred times as long as using it. */
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  if (formats.size >= FORMATS_MAX) formats.clear();
  formats.set(zone, made);
  return made;
};

const NAME = /^[A-Za-z][A-Za-z0-9_+-]{0,31}(?:\/[A-Za-z][A-Za-z0-9_+-]{0,31}){0,2}$/;

/** A name of the IANA time zone database, such as Europe/Berlin; an offset is none, since it knows no summer. */
export const isZone = (name: string): boolean => {
  if (!NAME.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** What the clocks and the calendar of a zone show, part by part. */
export const shownIn = (zone: string, at: number): ((type: Intl.DateTimeFormatPartTypes) => number) => {
  const parts = formatOf(zone).formatToParts(at);
  return (type) => Number(parts.find((part) => part.type === type)?.value);
};

/** The day that it is in a zone. */
export const dayIn = (zone: string, at: number): Day => {
  const of = shownIn(zone, at);
  return Date.UTC(of('year'), of('month') - 1, of('day')) / DAY_MS;
};

/** What the clocks of a zone show: 0 to 1,439. */
export const minuteIn = (zone: string, at: number): number => {
  const of = shownIn(zone, at);
  return of('hour') * 60 + of('minute');
};

/** No zone is further from UTC than 14 hours; one that skips a day begins the next one 24 hours later. */
const EARLIEST_MS = 15 * HOUR_MS;
const LATEST_MS = 39 * HOUR_MS;

/**
 * When a day begins in a zone: its first moment, which is not midnight where the clocks jump over it. A day that a zone has
 * left out begins with the next one.
 */
export const beginOf = (zone: string, day: Day): number => {
  let before = day * DAY_MS - EARLIEST_MS;
  let after = day * DAY_MS + LATEST_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayIn(zone, middle) < day) before = middle;
    else after = middle;
  }
  return after;
};

const MINUTE_MS = 60_000;
const SHIFTS_HOURS = [0, -2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2];

/**
 * When the clocks of a zone show a minute of a day. One that they jump over is as long behind the beginning of the day as on any
 * other. Of two that look alike the first counts.
 */
export const momentOf = (zone: string, day: Day, minute: number): number => {
  const begin = beginOf(zone, day);
  const plain = begin + minute * MINUTE_MS;
  // The clocks move by at most two hours within a day.
  const tried = SHIFTS_HOURS.map((shift) => plain + shift * HOUR_MS).toSorted((a, b) => a - b);
  const shown = tried.find((at) => at >= begin && dayIn(zone, at) === day && minuteIn(zone, at) === minute);
  return shown ?? plain;
};

/** `2026-11-30`. */
export const isoDay = (day: Day): string => formatTime(day * DAY_MS).slice(0, 10);

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The inverse of `isoDay`; undefined for what is no day, such as February 30. */
export const readDay = (text: string): Day | undefined => {
  const match = ISO_DAY.exec(text);
  if (match === null) return undefined;
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS;
  return isoDay(day) === text ? day : undefined;
};
