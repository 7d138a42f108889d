/** When something runs next: a time in ms after `after`, or undefined for never again. */
export type NextRun = (after: number) => number | undefined;

/** A schedule expression that is not one; the message says why. */
export class ScheduleFailure extends Error {
  override readonly name = 'ScheduleFailure';
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MINUTE = 60_000;
/** cron looks this far ahead, one minute at a time: a year and a day. */
const HORIZON_MINUTES = 367 * 1440;
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

const fail = (expression: string): never => {
  throw new ScheduleFailure(
    `${expression} is not a schedule that is supported locally (rate, cron without L, W and #, at)`,
  );
};

const rate = (expression: string, count: number, unit: string): NextRun => {
  const every = count * (UNITS[unit] ?? fail(expression));
  return (after) => (Math.floor(after / every) + 1) * every;
};

/** Numbers that a field of a cron expression allows; undefined for any. */
const field = (expression: string, text: string, low: number, high: number, names: readonly string[] = []) => {
  if (text === '*' || text === '?') return undefined;
  const number = (part: string): number => {
    const named = names.indexOf(part.toUpperCase());
    const value = named >= 0 ? named + low : Number(part);
    return /^\d+$/.test(part) || named >= 0 ? value : fail(expression);
  };
  const allowed = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/');
    const [from = '', to] = range === '*' ? [String(low), String(high)] : range.split('-');
    const last = to === undefined ? (step === undefined ? number(from) : high) : number(to);
    const by = step === undefined ? 1 : number(step);
    if (by < 1 || number(from) < low || last > high) fail(expression);
    for (let value = number(from); value <= last; value += by) allowed.add(value);
  }
  return allowed;
};

const cron = (expression: string, fields: readonly string[]): NextRun => {
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', years = ''] = fields;
  const wanted = [
    field(expression, minutes, 0, 59),
    field(expression, hours, 0, 23),
    field(expression, days, 1, 31),
    field(expression, months, 1, 12, MONTHS),
    field(expression, weekdays, 1, 7, DAYS),
    field(expression, years, 1970, 2199),
  ] as const;
  const matches = (at: Date): boolean => {
    const parts = [
      at.getUTCMinutes(),
      at.getUTCHours(),
      at.getUTCDate(),
      at.getUTCMonth() + 1,
      at.getUTCDay() + 1,
      at.getUTCFullYear(),
    ];
    return parts.every((part, index) => wanted[index]?.has(part) ?? true);
  };
  return (after) => {
    let at = (Math.floor(after / MINUTE) + 1) * MINUTE;
    for (let step = 0; step < HORIZON_MINUTES; step += 1, at += MINUTE) if (matches(new Date(at))) return at;
    return undefined;
  };
};

/**
 * Reads `rate(5 minutes)`, `cron(0 12 * * ? *)` and `at(2026-11-22T10:00:00)`, all in UTC.
 * @throws ScheduleFailure
 */
export const parseSchedule = (expression: string): NextRun => {
  const rated = /^rate\((\d{1,6}) (minute|hour|day)s?\)$/.exec(expression);
  if (rated !== null && Number(rated[1]) > 0) return rate(expression, Number(rated[1]), rated[2] ?? '');
  const fields = /^cron\(([^()]+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (fields?.length === 6) return cron(expression, fields);
  const once = Date.parse(`${/^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression)?.[1] ?? ''}Z`);
  if (Number.isNaN(once)) return fail(expression);
  return (after) => (once > after ? once : undefined);
};
