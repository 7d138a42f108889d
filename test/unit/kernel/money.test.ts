import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { said } from '../../../functions/kernel/core/common-problems.ts';
import { currencyCodes, exponentOf } from '../../../functions/kernel/values/currencies.ts';
import { minorUnits, signedMinorUnits } from '../../../functions/kernel/values/minor-units.ts';
import {
  AMOUNT_LIMIT,
  amount,
  currency,
  formatAmount,
  formatMajor,
  parseAmount,
} from '../../../functions/kernel/values/money.ts';
import { runs } from '../../support/runs.ts';

const slugOf = (schema: typeof amount | typeof currency, input: unknown): string => {
  const result = schema.safeParse(input);
  return result.success ? 'accepted' : (said(result.error.issues[0]?.message ?? '')?.slug ?? 'schema');
};

describe('amounts', () => {
  test('every amount from 1 to 10^18 - 1 comes back digit for digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: AMOUNT_LIMIT - 1n }), (minor) => {
        expect(parseAmount(amount.parse(formatAmount(minor)))).toBe(minor);
      }),
      { numRuns: runs(10_000) },
    );
  });

  test.each([
    ['0', 'amount-not-positive'],
    ['1000000000000000000', 'amount-too-large'],
    ['9'.repeat(39), 'amount-too-large'],
    ['9'.repeat(40), 'amount-format'],
    ['9'.repeat(10_000), 'amount-format'],
    ['9'.repeat(18), 'accepted'],
    ['9007199254740993', 'accepted'],
    ['-1', 'amount-format'],
    ['-0', 'amount-format'],
    ['+10', 'amount-format'],
    ['010', 'amount-format'],
    ['00', 'amount-format'],
    ['0x10', 'amount-format'],
    ['10n', 'amount-format'],
    ['1e3', 'amount-format'],
    ['10.5', 'amount-format'],
    [' 10', 'amount-format'],
    ['10 ', 'amount-format'],
    ['10\n', 'amount-format'],
    ['1\u00a0000', 'amount-format'],
    ['١٠', 'amount-format'],
    ['', 'amount-format'],
    [10.5, 'amount-format'],
    [10, 'amount-format'],
    [true, 'amount-format'],
    [[], 'amount-format'],
    [{}, 'amount-format'],
    [null, 'schema'],
    [undefined, 'schema'],
  ])('%j is %s', (input, slug) => {
    expect(slugOf(amount, input)).toBe(slug);
  });
});

describe('currencies', () => {
  test.each([
    ['USD', 'accepted'],
    ['CLF', 'accepted'],
    ['UYW', 'accepted'],
    ['usd', 'currency-unknown'],
    ['US', 'currency-unknown'],
    ['USDT', 'currency-unknown'],
    ['ZZZ', 'currency-unknown'],
    ['DEM', 'currency-unknown'],
    ['USD', 'accepted'],
    ['UЅD', 'currency-unknown'],
    ['XXX', 'currency-unsupported'],
    ['XAU', 'currency-unsupported'],
    ['XTS', 'currency-unsupported'],
    [null, 'schema'],
    [840, 'schema'],
  ])('%j is %s', (input, slug) => {
    expect(slugOf(currency, input)).toBe(slug);
  });

  test('major units come back as the same minor units for every ISO 4217 exponent', () => {
    const exponents = new Set(currencyCodes().map((code) => exponentOf(code) ?? -1));
    expect([...exponents].sort()).toEqual([0, 2, 3, 4]);
    fc.assert(
      fc.property(
        fc.constantFrom(...currencyCodes()),
        fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }),
        (code, minor) => {
          const exponent = exponentOf(code) ?? -1;
          expect(signedMinorUnits(formatMajor(minor, exponent), exponent)).toBe(minor);
        },
      ),
      { numRuns: runs(20_000) },
    );
  });

  test.each([
    ['JPY', 105n, '105'],
    ['USD', 105n, '1.05'],
    ['USD', -5n, '-0.05'],
    ['KWD', 105n, '0.105'],
    ['CLF', 12345n, '1.2345'],
  ])('%s %s reads %s', (code, minor, text) => {
    expect(formatMajor(minor, exponentOf(code) ?? -1)).toBe(text);
  });

  test('more fraction digits than the currency has are no amount', () => {
    expect(signedMinorUnits('1.23456', 4)).toBeUndefined();
    expect(signedMinorUnits('10.5', 0)).toBeUndefined();
    expect(signedMinorUnits('1.005', 2)).toBeUndefined();
  });

  test('more digits than a balance has, before the mark or behind it, are no amount', () => {
    expect(minorUnits('1'.repeat(25), '00', 2)).toBe(BigInt(`${'1'.repeat(25)}00`));
    expect(minorUnits('1'.repeat(26), '', 2)).toBeUndefined();
    expect(minorUnits('1', '0'.repeat(27), 2)).toBe(100n);
    expect(minorUnits('1', '0'.repeat(28), 2)).toBeUndefined();
  });

  test('an exponent that no currency has is asserted against', () => {
    for (const exponent of [-1, 5]) expect(() => formatMajor(1n, exponent)).toThrow('exponents from 0 to 4');
  });
});

test('a currency has the minor units that ISO 4217 gives it: none, two, three or four', () => {
  const by = Map.groupBy(currencyCodes(), (code) => exponentOf(code));
  expect(by.get(0)?.join(' ')).toBe('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF');
  expect(by.get(3)?.join(' ')).toBe('BHD IQD JOD KWD LYD OMR TND');
  expect(by.get(4)?.join(' ')).toBe('CLF UYW');
  expect([...by.keys()].toSorted()).toEqual([0, 2, 3, 4]);
  expect(by.get(2)?.length).toBe(139);
  for (const code of ['AUD', 'BRL', 'CAD', 'CHF', 'CNY', 'EUR', 'GBP', 'HUF', 'INR', 'MXN', 'PLN', 'SEK', 'USD', 'ZAR'])
    expect([code, exponentOf(code)]).toEqual([code, 2]);
});
