import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { type Day, isoDay, momentOf, readDay } from '../../../functions/kernel/values/zone.ts';
import {
  type PaymentSchedule,
  UPCOMING_LOOKS,
  upcomingOf,
} from '../../../functions/payments/model/payment-schedule.ts';
import { dayFrom, type Recurrence, readRecurrence } from '../../../functions/payments/model/recurrence.ts';
import { PAGE_LOOKS, scheduleView } from '../../../functions/payments/model/schedule-view.ts';
import { runs } from '../../support/runs.ts';

const ruleOf = (text: string): Recurrence => {
  const answer = readRecurrence(text);
  if (answer.kind !== 'rule') throw new Error(`${text}: ${answer.detail}`);
  return answer.rule;
};
const day = (text: string): Day => readDay(text) ?? Number.NaN;

const SCHEDULE: PaymentSchedule = {
  ...{ id: 'sch_1', tenant: 'acme', version: 1, from: 'a', to: { rail: 'book', account: 'b' }, amount: 1n },
  ...{ currency: 'USD', reference: undefined, metadata: {}, maker: 'cli_1', requestId: 'r', createdAt: 0 },
  ...{ recurrence: 'FREQ=DAILY', rule: ruleOf('FREQ=DAILY'), timeZone: 'UTC', startsOn: day('2026-12-01'), minute: 0 },
  ...{ canceled: false, made: 0, last: undefined, lastPayment: undefined },
};

/** The first days of a rule, as a schedule asks for them: each by itself, from behind the one before. */
const days = (text: string, start: string, most: number): readonly string[] => {
  const rule = ruleOf(text);
  const found: string[] = [];
  let from = day(start);
  while (found.length < Math.min(most, rule.count ?? most)) {
    const next = dayFrom(rule, day(start), from);
    if (next === undefined) break;
    found.push(isoDay(next));
    from = next + 1;
  }
  return found;
};

/** The same by a library that has nothing of ours in it. */
const byLibrary = (text: string, start: string, most: number): readonly string[] => {
  const rule = new RRuleTemporal({ rruleString: `DTSTART;VALUE=DATE:${start.replaceAll('-', '')}\nRRULE:${text}` });
  return rule.all((_, index) => index < most).map((one) => one.toString().slice(0, 10));
};

describe('a rule', () => {
  test.each([
    // A month without the day has no payment; the last day is said as -1.
    ['FREQ=MONTHLY', '2027-01-31', ['2027-01-31', '2027-03-31', '2027-05-31']],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2027-01-31', ['2027-01-31', '2027-02-28', '2027-03-31']],
    ['FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', '2028-01-01', ['2028-01-31', '2028-02-29', '2028-03-31']],
    ['FREQ=YEARLY', '2028-02-29', ['2028-02-29', '2032-02-29', '2036-02-29']],
    // Positions in whatever order they are said: the earlier day comes first.
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1', '2027-01-01', ['2027-01-01', '2027-01-29', '2027-02-01']],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2,5', '2027-01-01', ['2027-01-11', '2027-02-08', '2027-03-08']],
    // The last working day of a month.
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', '2027-01-01', ['2027-01-29', '2027-02-26', '2027-03-31']],
    ['FREQ=MONTHLY;BYDAY=2TU', '2026-12-01', ['2026-12-08', '2027-01-12', '2027-02-09']],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU', '2026-12-01', ['2026-12-13', '2026-12-14', '2026-12-27']],
    ['FREQ=DAILY;INTERVAL=10;UNTIL=20261221', '2026-12-01', ['2026-12-01', '2026-12-11', '2026-12-21']],
    ['FREQ=DAILY;COUNT=2', '2026-12-31', ['2026-12-31', '2027-01-01']],
    ['FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR', '2026-12-01', ['2027-08-13', '2028-10-13', '2029-04-13']],
  ])('%s from %s on: %j', (rule, start, expected) => expect(days(rule, start, 3)).toEqual(expected));

  test('that has no day has none, and is given up soon', () => {
    expect(days('FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30', '2026-12-01', 1)).toEqual([]);
    expect(days('FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29', '2027-12-01', 1)).toEqual([]);
    expect(days('FREQ=DAILY;UNTIL=20261130', '2026-12-01', 1)).toEqual([]);
  });

  test.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO',
    'FREQ=DAILY;INTERVAL=7;BYDAY=TU',
    'FREQ=WEEKLY;BYMONTH=2;INTERVAL=53;BYDAY=MO',
    'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO',
    'FREQ=YEARLY;BYDAY=53MO;BYMONTHDAY=1',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;UNTIL=20270101',
  ])('whose days are rare costs a list no more than its share: %s', (recurrence) => {
    const schedule = { ...SCHEDULE, recurrence, rule: ruleOf(recurrence) };
    const looks = { left: UPCOMING_LOOKS };
    upcomingOf(schedule, 0, looks);
    // The last period that is begun is looked through.
    expect(looks.left).toBeGreaterThan(-366);
    const alone = { left: 20_000 };
    dayFrom(schedule.rule, SCHEDULE.startsOn, SCHEDULE.startsOn, alone);
    expect(alone.left).toBeGreaterThan(-366);
  });

  test('of a hundred rare ones on a page is shown with its state, for no more days than the page may look at', () => {
    const recurrence = 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO';
    const schedule = { ...SCHEDULE, recurrence, rule: ruleOf(recurrence) };
    const looks = { left: PAGE_LOOKS };
    const views = Array.from({ length: 100 }, () => scheduleView(schedule, 0, looks));
    expect(new Set(views.map(({ state }) => state))).toEqual(new Set(['active']));
    expect(views[0]?.upcoming.length).toBeGreaterThan(0);
    // Each may look through the period that it has begun.
    expect(looks.left).toBeGreaterThan(-100 * 366);
    expect(looks.left).toBeLessThanOrEqual(0);
  });

  test('shows five times of any rule that has a day a year', () => {
    for (const recurrence of [
      'FREQ=YEARLY',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28',
      'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=1',
    ])
      expect(upcomingOf({ ...SCHEDULE, recurrence, rule: ruleOf(recurrence) }, 0)).toHaveLength(5);
  });

  test.each([
    'FREQ=HOURLY',
    'FREQ=DAILY;BYHOUR=9',
    'FREQ=WEEKLY;BYMONTHDAY=1',
    'FREQ=DAILY;COUNT=2;UNTIL=20270101',
    'FREQ=DAILY;COUNT=0',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;INTERVAL=-1',
    'FREQ=MONTHLY;BYMONTHDAY=0',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=MONTHLY;BYSETPOS=1',
    'FREQ=WEEKLY;BYDAY=1MO',
    'FREQ=DAILY;UNTIL=20270101T000000Z',
    'FREQ=DAILY;UNTIL=20270230',
    'FREQ=YEARLY;BYWEEKNO=3',
    'FREQ=DAILY;FREQ=WEEKLY',
    'freq=daily',
    'RRULE:FREQ=DAILY',
    'DTSTART=20270101',
    'FREQ=DAILY;',
    '',
    `FREQ=MONTHLY;BYMONTHDAY=${Array(63).fill(1).join(',')}`,
    'FREQ=DAILY;COUNT=1e3',
  ])('%s is not taken, with a reason', (text) =>
    expect(readRecurrence(text)).toMatchObject({ kind: 'not-taken', detail: expect.stringMatching(/.{10}/) }),
  );

  test('has the days that another implementation of the RFC gives it', () => {
    const some = <T>(values: readonly T[], most: number) =>
      fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: most });
    const numbers = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((one) => one !== 0);
    const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
    const part = <T>(name: string, value: fc.Arbitrary<T>) =>
      fc.option(
        value.map((one) => `;${name}=${one}`),
        { nil: '' },
      );
    const byMonth = part('BYMONTH', some(numbers(1, 12), 4));
    const byMonthDay = part('BYMONTHDAY', some(numbers(-31, 31), 5));
    const plainDays = part('BYDAY', some(weekdays, 4));
    const nthDays = part(
      'BYDAY',
      some(
        weekdays.flatMap((one) => [one, `1${one}`, `3${one}`, `-1${one}`, `-2${one}`]),
        3,
      ),
    );
    const interval = part('INTERVAL', fc.integer({ min: 1, max: 5 }));
    const wkst = part('WKST', fc.constantFrom('MO', 'SU', 'WE'));
    const setPos = fc.option(
      some([1, 2, -1, -2, 5], 2).map((one) => `;BYSETPOS=${one}`),
      { nil: '' },
    );
    const text = fc.oneof(
      fc.tuple(fc.constant('FREQ=DAILY'), interval, byMonth, byMonthDay, plainDays),
      fc.tuple(fc.constant('FREQ=WEEKLY'), interval, byMonth, plainDays, wkst),
      fc.tuple(fc.constant('FREQ=MONTHLY'), interval, byMonth, byMonthDay, nthDays, setPos),
      fc.tuple(fc.constant('FREQ=YEARLY'), interval, byMonth, byMonthDay, plainDays, setPos),
    );
    const start = fc.integer({ min: day('2024-01-01'), max: day('2030-12-31') }).map(isoDay);
    const property = fc.property(text, start, (parts, first) => {
      const rule = parts.join('');
      fc.pre(!(rule.includes('BYSETPOS') && !/BYDAY|BYMONTH/.test(rule)));
      // Beyond ten years nobody looks.
      const until = `${Number(first.slice(0, 4)) + 10}0101`;
      expect([rule, first, days(`${rule};UNTIL=${until}`, first, 25)]).toEqual([
        rule,
        first,
        byLibrary(`${rule};UNTIL=${until}`, first, 25),
      ]);
    });
    fc.assert(property, { numRuns: runs(300) });
  }, 120_000);
});

describe('a minute of a day', () => {
  test.each([
    ['Europe/Berlin', '2027-03-27', 150, '2027-03-27T01:30:00.000Z'],
    // The clocks go from 02:00 to 03:00: half past two is as long behind midnight as on other days.
    ['Europe/Berlin', '2027-03-28', 150, '2027-03-28T01:30:00.000Z'],
    ['Europe/Berlin', '2027-03-28', 540, '2027-03-28T07:00:00.000Z'],
    // 02:30 comes twice: the first counts.
    ['Europe/Berlin', '2026-10-25', 150, '2026-10-25T00:30:00.000Z'],
    ['Europe/Berlin', '2026-10-25', 540, '2026-10-25T08:00:00.000Z'],
    ['Africa/Cairo', '2026-04-24', 0, '2026-04-23T22:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05', 600, '2026-04-04T23:30:00.000Z'],
  ])('in %s on %s, %i minutes by the clocks: %s', (zone, on, minute, expected) =>
    expect(new Date(momentOf(zone, day(on), minute)).toISOString()).toBe(expected),
  );
});
