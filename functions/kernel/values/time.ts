import * as z from 'zod';
import { common, says } from '../core/common-problems.ts';

/** RFC 3339, section 5.6: any offset, but never without one; leap seconds are not representable and refused. */
const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

const MINUTE_MS = 60_000;

/** Milliseconds since the epoch, or undefined where the text is not RFC 3339. Digits past the millisecond are cut. */
export const parseTime = (text: string): number | undefined => {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const millis = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  // A day that the month does not have rolls over: the date then reads back differently.
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined;
  local.setUTCHours(hour, minute, second, millis);
  const offset = (offsetHours * 60 + offsetMinutes) * MINUTE_MS;
  return local.getTime() - (match[8] === '-' ? -offset : offset);
};

/** RFC 3339 in UTC with milliseconds, the one form that Folio writes. */
export const formatTime = (ms: number): string => new Date(ms).toISOString();

/** With nine digits of a second and an offset. */
const CHARS_MAX = 35;
const DETAIL = 'A time is RFC 3339 with an offset, such as 2026-11-22T10:00:00Z.';

/** A time in a request. Missing or null is `schema`, any other form than RFC 3339 with an offset `date-format`. */
export const time = z
  .string({
    error: (issue) =>
      issue.input === undefined || issue.input === null ? undefined : says(common['date-format'], DETAIL),
  })
  .refine((text) => text.length <= CHARS_MAX && parseTime(text) !== undefined, {
    error: says(common['date-format'], DETAIL),
  })
  .meta({ format: 'date-time', maxLength: CHARS_MAX });

/** A time in an answer: UTC with milliseconds. */
export const timeOut = z.string().meta({ format: 'date-time', examples: ['2026-11-22T10:00:00.000Z'] });
