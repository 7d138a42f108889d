import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eightDigitDay, nearestDay, sixDigitDay } from '../../../../functions/kernel/formats/statement/bank-days.ts';
import { addDays, parseCivilDate } from '../../../../functions/kernel/values/civil-date.ts';
import { runs } from '../../../support/runs.ts';

const day = (text: string) => {
  const parsed = parseCivilDate(text);
  if (parsed === undefined) throw new Error(`${text} is no day.`);
  return parsed;
};
const monthAndDay = (text: string): string => text.slice(5).replace('-', '');

describe('a day without a year', () => {
  test('is the one meant, up to 182 days before or after the day beside it', () => {
    const START = day('1996-01-01');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: -182, max: 182 }), (at, apart) => {
        const to = addDays(START, at);
        const meant = addDays(to, apart);
        expect(nearestDay(monthAndDay(meant), to)).toBe(meant);
      }),
      { numRuns: runs(1_000) },
    );
  });

  test('is in the next year just before New Year, and in the last one just after', () => {
    expect(nearestDay('0102', day('2025-12-30'))).toBe('2026-01-02');
    expect(nearestDay('1230', day('2026-01-02'))).toBe('2025-12-30');
    expect(nearestDay('0102', day('2026-01-02'))).toBe('2026-01-02');
  });

  test('29 February is meant up to 183 days away, and is nothing further than that', () => {
    expect(nearestDay('0229', day('2023-08-30'))).toBe('2024-02-29');
    expect(nearestDay('0229', day('2023-08-29'))).toBeUndefined();
    expect(nearestDay('0229', day('2024-08-30'))).toBe('2024-02-29');
    expect(nearestDay('0229', day('2024-08-31'))).toBeUndefined();
    expect(nearestDay('0229', day('2022-06-01'))).toBeUndefined();
  });

  test('that no calendar has is nothing', () => {
    for (const none of ['0230', '1301', '0000', '0631']) expect(nearestDay(none, day('2026-06-15'))).toBeUndefined();
  });
});

describe('a day in digits', () => {
  test('of six is of this century up to 79, and of the last from 80', () => {
    expect([sixDigitDay('791231'), sixDigitDay('800101'), sixDigitDay('000229')]).toEqual([
      '2079-12-31',
      '1980-01-01',
      '2000-02-29',
    ]);
  });

  test('has its digits and no more, and is a day that there is', () => {
    for (const none of ['26010', '2601011', ' 260101', '260101x', '260230', 'abcdef', ''])
      expect(sixDigitDay(none)).toBeUndefined();
    for (const none of ['2026010', '202601011', 'x20260101', '20260101x', '20260230', ''])
      expect(eightDigitDay(none)).toBeUndefined();
    expect(eightDigitDay('20260228')).toBe('2026-02-28');
  });
});
