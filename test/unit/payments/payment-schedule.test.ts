import { describe, expect, test } from '@jest/globals';
import { present } from '../../../functions/kernel/core/assert.ts';
import { type Day, isoDay, readDay } from '../../../functions/kernel/values/zone.ts';
import {
  dueAt,
  nextOf,
  occurrenceOf,
  type PaymentSchedule,
  stateOf,
  upcomingOf,
} from '../../../functions/payments/model/payment-schedule.ts';
import { readRecurrence } from '../../../functions/payments/model/recurrence.ts';

const day = (text: string): Day => present(readDay(text), 'a day');
const time = (text: string): number => Date.parse(text);

const schedule = (recurrence: string, change: Partial<PaymentSchedule> = {}): PaymentSchedule => {
  const answer = readRecurrence(recurrence);
  if (answer.kind !== 'rule') throw new Error(answer.detail);
  return {
    ...{ id: 'sch_1', tenant: 'acme', version: 1, from: 'a', to: { rail: 'book', account: 'b' }, amount: 1n },
    ...{ currency: 'USD', reference: undefined, metadata: {}, maker: 'cli_1', requestId: 'r', createdAt: 0 },
    ...{ recurrence, rule: answer.rule, timeZone: 'UTC', startsOn: day('2026-12-01'), minute: 540 },
    ...{ canceled: false, made: 0, last: undefined, lastPayment: undefined },
    ...change,
  };
};
const made = (count: number, last: string): Partial<PaymentSchedule> => ({ made: count, last: day(last) });
const dayOfNext = (one: PaymentSchedule): string | undefined => {
  const next = nextOf(one);
  return next && isoDay(next.day);
};

describe('the next payment of a schedule', () => {
  test('is on the first day of its rule, its first day included, at its time', () => {
    expect(nextOf(schedule('FREQ=DAILY'))).toEqual({ day: day('2026-12-01'), at: time('2026-12-01T09:00:00Z') });
  });

  test('is on a day behind the last one, never on it again and none left out', () => {
    expect(dayOfNext(schedule('FREQ=DAILY', made(1, '2026-12-01')))).toBe('2026-12-02');
    expect(dayOfNext(schedule('FREQ=WEEKLY', made(1, '2026-12-01')))).toBe('2026-12-08');
  });

  test('is none once it has made as many as its rule counts', () => {
    const two = 'FREQ=DAILY;COUNT=2';
    expect(dayOfNext(schedule(two, made(1, '2026-12-01')))).toBe('2026-12-02');
    expect(dayOfNext(schedule(two, made(2, '2026-12-02')))).toBeUndefined();
  });

  test('is none of one that is canceled, nor behind its last day', () => {
    expect(nextOf(schedule('FREQ=DAILY', { canceled: true }))).toBeUndefined();
    expect(dayOfNext(schedule('FREQ=DAILY;UNTIL=20261202', made(1, '2026-12-01')))).toBe('2026-12-02');
    expect(dayOfNext(schedule('FREQ=DAILY;UNTIL=20261202', made(2, '2026-12-02')))).toBeUndefined();
  });
});

describe('a schedule is due', () => {
  test('when its last payment runs, while there is a next one', () => {
    expect(dueAt(schedule('FREQ=DAILY', made(1, '2026-12-01')))).toBe(time('2026-12-01T09:00:00Z'));
    expect(dueAt(schedule('FREQ=DAILY;COUNT=1', made(1, '2026-12-01')))).toBeUndefined();
    expect(dueAt(schedule('FREQ=DAILY'))).toBeUndefined();
    expect(dueAt(schedule('FREQ=DAILY', { ...made(1, '2026-12-01'), canceled: true }))).toBeUndefined();
  });
});

describe('the state of a schedule', () => {
  const once = schedule('FREQ=DAILY;COUNT=1', made(1, '2026-12-01'));
  test.each([
    [
      'active while there is a next one',
      schedule('FREQ=DAILY', made(1, '2026-12-01')),
      '2027-01-01T00:00:00Z',
      'active',
    ],
    ['active while its last one waits for its time', once, '2026-12-01T08:59:59.999Z', 'active'],
    ['ended from the time of its last one on', once, '2026-12-01T09:00:00Z', 'ended'],
    ['canceled, whatever waits', { ...once, canceled: true }, '2026-12-01T08:00:00Z', 'canceled'],
  ] as const)('is %s', (_, one, now, state) => expect(stateOf(one, time(now))).toBe(state));
});

describe('the times that are shown of a schedule', () => {
  const shown = (one: PaymentSchedule, now: string) =>
    upcomingOf(one, time(now)).map((at) => new Date(at).toISOString().slice(5, 16));

  test('begin with the payment that is made and waits, and are five', () => {
    const one = schedule('FREQ=DAILY', made(1, '2026-12-01'));
    expect(shown(one, '2026-12-01T08:00:00Z')).toEqual([
      ...['12-01T09:00', '12-02T09:00', '12-03T09:00', '12-04T09:00', '12-05T09:00'],
    ]);
    // At its time it runs, and waits no longer.
    expect(shown(one, '2026-12-01T09:00:00Z')[0]).toBe('12-02T09:00');
  });

  test('end with the count of the rule, and are none of one that is canceled', () => {
    expect(shown(schedule('FREQ=DAILY;COUNT=3', made(1, '2026-12-01')), '2026-12-01T10:00:00Z')).toEqual([
      ...['12-02T09:00', '12-03T09:00'],
    ]);
    expect(shown(schedule('FREQ=DAILY', { canceled: true }), '2026-12-01T08:00:00Z')).toEqual([]);
  });
});

test('an occurrence is named by its schedule and its day', () => {
  expect(occurrenceOf({ id: 'sch_1' }, day('2026-12-01'))).toBe('sch_1/2026-12-01');
});
