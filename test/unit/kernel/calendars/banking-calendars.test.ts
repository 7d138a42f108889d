import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addBusinessDays,
  type BankingCalendar,
  businessDayOnOrAfter,
  businessDayOnOrBefore,
  isBusinessDay,
  nextBusinessDay,
} from '../../../../functions/kernel/calendars/banking-calendar.ts';
import { easterSunday } from '../../../../functions/kernel/calendars/easter.ts';
import { FEDERAL_RESERVE } from '../../../../functions/kernel/calendars/federal-reserve.ts';
import { TARGET } from '../../../../functions/kernel/calendars/target.ts';
import { addDays, civilDate, weekdayOf } from '../../../../functions/kernel/values/civil-date.ts';

const holidays = (calendar: BankingCalendar, year: number): readonly string[] =>
  Array.from({ length: 366 }, (_, index) => addDays(civilDate(year, 1, 1), index))
    .filter((date) => date.startsWith(String(year)) && calendar.isHoliday(date))
    .filter((date) => weekdayOf(date) % 6 !== 0)
    .map((date) => date.slice(5));

describe('Easter', () => {
  test.each([
    [1961, '1961-04-02'],
    [2000, '2000-04-23'],
    [2008, '2008-03-23'],
    [2011, '2011-04-24'],
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2038, '2038-04-25'],
    [2285, '2285-03-22'],
  ])('of %s is on %s', (year, date) => expect(easterSunday(year)).toBe(date));

  test('is a Sunday between 22 March and 25 April', () => {
    for (let year = 1900; year <= 2299; year += 1) {
      const date = easterSunday(year);
      expect([date, weekdayOf(date)]).toEqual([date, 0]);
      expect(date.slice(5) >= '03-22' && date.slice(5) <= '04-25').toBe(true);
    }
  });
});

describe('TARGET', () => {
  test.each([
    // ECB, TARGET closing days.
    [2024, ['01-01', '03-29', '04-01', '05-01', '12-25', '12-26']],
    [2025, ['01-01', '04-18', '04-21', '05-01', '12-25', '12-26']],
    [2026, ['01-01', '04-03', '04-06', '05-01', '12-25']],
    [2027, ['01-01', '03-26', '03-29']],
    [2028, ['04-14', '04-17', '05-01', '12-25', '12-26']],
  ])('is closed on these weekdays of %s', (year, expected) => expect(holidays(TARGET, year)).toEqual(expected));
});

describe('the Federal Reserve Banks', () => {
  test.each([
    // Holiday schedules of the Federal Reserve Banks.
    [2021, ['01-01', '01-18', '02-15', '05-31', '07-05', '09-06', '10-11', '11-11', '11-25']],
    [2022, ['01-17', '02-21', '05-30', '06-20', '07-04', '09-05', '10-10', '11-11', '11-24', '12-26']],
    [2023, ['01-02', '01-16', '02-20', '05-29', '06-19', '07-04', '09-04', '10-09', '11-23', '12-25']],
    [2026, ['01-01', '01-19', '02-16', '05-25', '06-19', '09-07', '10-12', '11-11', '11-26', '12-25']],
    [2027, ['01-01', '01-18', '02-15', '05-31', '07-05', '09-06', '10-11', '11-11', '11-25']],
    [2028, ['01-17', '02-21', '05-29', '06-19', '07-04', '09-04', '10-09', '11-23', '12-25']],
  ])('are closed on these weekdays of %s', (year, expected) => {
    expect(holidays(FEDERAL_RESERVE, year)).toEqual(expected);
  });

  test('are open on the Friday before a Saturday’s holiday', () => {
    expect(isBusinessDay(FEDERAL_RESERVE, civilDate(2023, 11, 10))).toBe(true);
    expect(isBusinessDay(FEDERAL_RESERVE, civilDate(2021, 12, 31))).toBe(true);
  });
});

describe('business days', () => {
  test('go round Easter and the year’s end', () => {
    expect(nextBusinessDay(TARGET, civilDate(2026, 4, 2))).toBe('2026-04-07');
    expect(businessDayOnOrBefore(TARGET, civilDate(2026, 4, 6))).toBe('2026-04-02');
    expect(businessDayOnOrAfter(TARGET, civilDate(2026, 12, 25))).toBe('2026-12-28');
    expect(addBusinessDays(TARGET, civilDate(2026, 12, 31), 2)).toBe('2027-01-05');
    expect(addBusinessDays(FEDERAL_RESERVE, civilDate(2026, 7, 3), 1)).toBe('2026-07-06');
  });

  test('the next one is the first that is open, from any day', () => {
    const dates = fc.integer({ min: 0, max: 36_500 }).map((days) => addDays(civilDate(2000, 1, 1), days));
    fc.assert(
      fc.property(dates, fc.constantFrom(TARGET, FEDERAL_RESERVE), (date, calendar) => {
        const next = nextBusinessDay(calendar, date);
        expect(isBusinessDay(calendar, next)).toBe(true);
        for (let day = addDays(date, 1); day < next; day = addDays(day, 1)) {
          expect(isBusinessDay(calendar, day)).toBe(false);
        }
        expect(addBusinessDays(calendar, businessDayOnOrAfter(calendar, date), 0)).toBe(
          businessDayOnOrAfter(calendar, date),
        );
      }),
    );
  });
});
