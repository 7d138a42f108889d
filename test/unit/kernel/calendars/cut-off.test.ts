import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CutOff, nextCutOff } from '../../../../functions/kernel/calendars/cut-off.ts';
import { FEDERAL_RESERVE } from '../../../../functions/kernel/calendars/federal-reserve.ts';
import { endOfDay, instantOf, localMoment } from '../../../../functions/kernel/calendars/local-time.ts';
import { TARGET } from '../../../../functions/kernel/calendars/target.ts';
import { civilDate } from '../../../../functions/kernel/values/civil-date.ts';

const at = (text: string): number => Date.parse(text);
const said = (ms: number): string => new Date(ms).toISOString();

describe('a local time', () => {
  test.each([
    ['Europe/Berlin', 2026, 1, 15, '15:00', '2026-01-15T14:00:00.000Z'],
    ['Europe/Berlin', 2026, 7, 15, '15:00', '2026-07-15T13:00:00.000Z'],
    ['America/New_York', 2026, 1, 15, '17:00', '2026-01-15T22:00:00.000Z'],
    ['America/New_York', 2026, 7, 15, '17:00', '2026-07-15T21:00:00.000Z'],
    // Clocks go forward at 02:00: 02:30 is never shown, and stands for the moment of the change.
    ['Europe/Berlin', 2026, 3, 29, '02:30', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', 2026, 3, 8, '02:30', '2026-03-08T07:00:00.000Z'],
    // Clocks go back: 02:30 (01:30 in New York) is shown twice, and means the first time.
    ['Europe/Berlin', 2026, 10, 25, '02:30', '2026-10-25T00:30:00.000Z'],
    ['America/New_York', 2026, 11, 1, '01:30', '2026-11-01T05:30:00.000Z'],
    ['Asia/Kathmandu', 2026, 5, 1, '00:00', '2026-04-30T18:15:00.000Z'],
    ['Pacific/Kiritimati', 2026, 5, 1, '00:00', '2026-04-30T10:00:00.000Z'],
    ['UTC', 2026, 5, 1, '23:59', '2026-05-01T23:59:00.000Z'],
  ])('in %s on %i-%i-%i at %s is %s', (zone, year, month, day, time, instant) => {
    expect(said(instantOf({ date: civilDate(year, month, day), time }, zone))).toBe(instant);
  });

  test('is shown again by the clocks of its zone, unless they skip it', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata');
    const instants = fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2040-01-01T00:00Z') });
    fc.assert(
      fc.property(zones, instants, (zone, ms) => {
        const moment = localMoment(ms, zone);
        const found = instantOf(moment, zone);
        expect(localMoment(found, zone)).toEqual(moment);
        // The same minute, or an hour before it where clocks show it twice.
        expect(ms - found).toBeLessThan(3_660_000);
        expect(ms - found).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('of midnight ends a day of 23 or 25 hours too', () => {
    const hours = (month: number, day: number) =>
      (endOfDay(civilDate(2026, month, day), 'Europe/Berlin') -
        instantOf({ date: civilDate(2026, month, day), time: '00:00' }, 'Europe/Berlin')) /
      3_600_000;
    expect([hours(3, 29), hours(10, 25), hours(6, 1)]).toEqual([23, 25, 24]);
  });
});

describe('a cut-off', () => {
  const sepa: CutOff = { time: '15:00', zone: 'Europe/Berlin', calendar: TARGET };
  const ach: CutOff = { time: '16:30', zone: 'America/New_York', calendar: FEDERAL_RESERVE };

  test.each([
    ['a minute before it', '2026-11-30T13:59:00Z', '2026-11-30', '2026-11-30T14:00:00.000Z'],
    ['at the very moment, which is too late', '2026-11-30T14:00:00Z', '2026-12-01', '2026-12-01T14:00:00.000Z'],
    ['on Maundy Thursday evening', '2026-04-02T16:00:00Z', '2026-04-07', '2026-04-07T13:00:00.000Z'],
    ['on a Saturday', '2026-11-28T10:00:00Z', '2026-11-30', '2026-11-30T14:00:00.000Z'],
    ['late on Sunday in UTC, on Monday in Berlin', '2026-11-29T23:30:00Z', '2026-11-30', '2026-11-30T14:00:00.000Z'],
    ['the Friday before clocks go forward', '2026-03-27T20:00:00Z', '2026-03-30', '2026-03-30T13:00:00.000Z'],
  ])('of SEPA asked for %s', (_name, now, day, instant) => {
    const next = nextCutOff(sepa, at(now));
    expect([next.day, said(next.at)]).toEqual([day, instant]);
  });

  test.each([
    ['on Thanksgiving', '2026-11-26T15:00:00Z', '2026-11-27', '2026-11-27T21:30:00.000Z'],
    ['on the Friday before a Saturday’s holiday', '2026-07-03T15:00:00Z', '2026-07-03', '2026-07-03T20:30:00.000Z'],
    [
      'after midnight in UTC, still the evening before in New York',
      '2026-12-01T02:00:00Z',
      '2026-12-01',
      '2026-12-01T21:30:00.000Z',
    ],
  ])('of ACH asked for %s', (_name, now, day, instant) => {
    const next = nextCutOff(ach, at(now));
    expect([next.day, said(next.at)]).toEqual([day, instant]);
  });
});
