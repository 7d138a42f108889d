import { describe, expect, test } from '@jest/globals';
import { parseSchedule, ScheduleFailure } from '../../../local/events/schedule-expression.ts';

const after = Date.parse('2026-11-22T10:00:30Z');
const next = (expression: string): string | undefined => {
  const at = parseSchedule(expression)(after);
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);
};

describe('schedule expressions', () => {
  test.each([
    ['rate(1 minute)', '2026-11-22T10:01'],
    ['rate(5 minutes)', '2026-11-22T10:05'],
    ['rate(1 hour)', '2026-11-22T11:00'],
    ['rate(1 day)', '2026-11-23T00:00'],
    ['cron(0 12 * * ? *)', '2026-11-22T12:00'],
    ['cron(15 9 * * ? *)', '2026-11-23T09:15'],
    ['cron(0/15 * * * ? *)', '2026-11-22T10:15'],
    ['cron(0 8 ? * MON-FRI *)', '2026-11-23T08:00'],
    ['cron(0 0 1 JAN ? 2027)', '2027-01-01T00:00'],
    ['at(2026-11-22T10:30:00)', '2026-11-22T10:30'],
  ])('%s runs next at %s', (expression, expected) => expect(next(expression)).toBe(expected));

  test('a time that has passed never comes again', () => expect(next('at(2026-11-22T09:00:00)')).toBeUndefined());

  test.each([
    'rate(0 minutes)',
    'rate(1 week)',
    'cron(* * * *)',
    'cron(61 * * * ? *)',
    'cron(0 0 L * ? *)',
    'daily',
    'at(x)',
  ])('%s is refused', (expression) => expect(() => parseSchedule(expression)).toThrow(ScheduleFailure));
});
