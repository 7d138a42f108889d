import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseBic } from '../../../../functions/kernel/values/bic.ts';
import {
  addDays,
  civilDate,
  daysBetween,
  parseCivilDate,
  weekdayOf,
} from '../../../../functions/kernel/values/civil-date.ts';
import { creditorReferenceOf, parseCreditorReference } from '../../../../functions/kernel/values/creditor-reference.ts';
import { checkDigits97 } from '../../../../functions/kernel/values/mod-97.ts';
import { parseRoutingNumber, withoutCheckDigit } from '../../../../functions/kernel/values/routing-number.ts';

describe('a routing number', () => {
  test.each(['021000021', '011401533', '231380104', '122105155', '091000019', '000000518'])('%s is valid', (text) => {
    expect(parseRoutingNumber(text)).toBe(text);
  });

  test.each([
    ['021000022', 'a wrong check digit'],
    ['201000021', 'two digits that changed places'],
    ['02100002', 'a digit too few'],
    ['0210000210', 'a digit too many'],
    ['000000000', 'no digit but zero'],
    ['990000003', 'first digits that nobody gives out'],
    ['02100002１', 'a digit of another script'],
    ['', 'nothing'],
  ])('%s is refused for %s', (text) => {
    expect(parseRoutingNumber(text)).toBeUndefined();
  });

  test('with one digit changed is never valid', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.integer({ min: 1, max: 9 }), (at, step) => {
        const text = '021000021';
        const other = (Number(text[at]) + step) % 10;
        expect(parseRoutingNumber(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  test('begins with two digits that the association gives out, however right its check digit', () => {
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
    const numbers = range(0, 99).map((prefix) => {
      const eight = `${String(prefix).padStart(2, '0')}123456`;
      const sum = [...eight].reduce((total, digit, at) => total + Number(digit) * ([3, 7, 1][at % 3] ?? 0), 0);
      return `${eight}${(10 - (sum % 10)) % 10}`;
    });
    const valid = numbers.flatMap((text, prefix) => (parseRoutingNumber(text) === undefined ? [] : [prefix]));
    expect(valid).toEqual([...range(0, 12), ...range(21, 32), ...range(61, 72), 80]);
  });

  test('goes into hashes and trace numbers without its check digit', () => {
    const routing = parseRoutingNumber('021000021');
    expect(routing === undefined ? '' : withoutCheckDigit(routing)).toBe('02100002');
  });
});

describe('a BIC', () => {
  test.each([
    ['DEUTDEFF', 'DEUTDEFF'],
    ['deutdeff500', 'DEUTDEFF500'],
    ['1234DEFF', '1234DEFF'],
  ])('%s is %s', (text, bic) => expect(parseBic(text)).toBe(bic));
  test.each(['DEUTDEF', 'DEUTDEFF5', 'DEUT1EFF', 'DEUTDEFF50X9', 'DEUT DEFF', ''])('%j is none', (text) => {
    expect(parseBic(text)).toBeUndefined();
  });
});

describe('a creditor reference', () => {
  test.each([
    ['RF18539007547034', 'RF18539007547034'],
    ['rf18 5390 0754 7034', 'RF18539007547034'],
  ])('%s is %s', (text, reference) => expect(parseCreditorReference(text)).toBe(reference));
  test.each(['RF19539007547034', 'RF1853900754703', 'XX18539007547034', 'RF18', `RF18${'1'.repeat(22)}`, 'RF18-53900'])(
    '%s is none',
    (text) => expect(parseCreditorReference(text)).toBeUndefined(),
  );
  test('in another form is none, however right its check digits', () => {
    for (const [kind, number] of [
      ['XX', '539007547034'],
      ['RF', '1'.repeat(22)],
    ] as const)
      expect(parseCreditorReference(`${kind}${checkDigits97(`${number}${kind}`)}${number}`)).toBeUndefined();
  });

  test('is made of any invoice number, and read again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{1,21}$/), (number) => {
        const reference = creditorReferenceOf(number);
        expect(reference?.slice(4)).toBe(number);
      }),
    );
  });
});

describe('a day of the calendar', () => {
  test.each(['2024-02-29', '0001-01-01', '9999-12-31', '2000-02-29'])('%s is one', (text) => {
    expect(parseCivilDate(text)).toBe(text);
  });
  test.each([
    '2023-02-29',
    '1900-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '0000-01-01',
    '2026-11-30T00:00:00',
    '',
  ])('%j is none', (text) => expect(parseCivilDate(text)).toBeUndefined());
  test('plus and minus days comes back, and the weekday goes round', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2200 }), fc.integer({ min: -40_000, max: 40_000 }), (year, days) => {
        const date = civilDate(year, 2, 28);
        const moved = addDays(date, days);
        expect(daysBetween(date, moved)).toBe(days);
        expect(addDays(moved, -days)).toBe(date);
        expect(weekdayOf(moved)).toBe((((weekdayOf(date) + days) % 7) + 7) % 7);
      }),
    );
  });
});
