import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { currencyCodes } from '../../../../functions/kernel/values/currencies.ts';
import {
  controlUnits,
  formatControlSum,
  formatDecimal,
  parseControlSum,
  parseDecimal,
} from '../../../../functions/kernel/values/decimal-amount.ts';
import { runs } from '../../../support/runs.ts';

describe('an amount of a bank’s file', () => {
  test.each([
    ['1000', 'JPY', 1000n],
    ['1000.000', 'JPY', 1000n],
    ['1.234', 'KWD', 1234n],
    ['1.23', 'KWD', 1230n],
    ['0.29', 'EUR', 29n],
    ['8.2', 'EUR', 820n],
    ['1.15', 'EUR', 115n],
    ['12.5', 'EUR', 1250n],
    ['+1.00', 'EUR', 100n],
    ['.5', 'EUR', 50n],
    ['5.', 'EUR', 500n],
    ['00001.00', 'EUR', 100n],
    ['1.000000', 'EUR', 100n],
    ['0', 'EUR', 0n],
    ['-1', 'EUR', -100n],
    ['9999999999999999.99', 'EUR', 999_999_999_999_999_999n],
    ['1500', 'HUF', 150_000n],
    ['1', 'IDR', 100n],
    ['1', 'COP', 100n],
    ['1', 'PKR', 100n],
    ['1', 'RSD', 100n],
    ['1', 'IQD', 1000n],
    ['1', 'MGA', 100n],
    ['1', 'MRU', 100n],
    ['1', 'UYW', 10_000n],
  ])('%s %s is %s minor units', (text, currency, minor) => {
    expect(parseDecimal(text, currency)).toEqual({ kind: 'amount', minor });
  });

  test.each([
    ['1.234', 'EUR', 'decimals'],
    ['1000.5', 'JPY', 'decimals'],
    ['1.2345', 'KWD', 'decimals'],
    ['1', 'XAU', 'currency'],
    ['1', 'ZZZ', 'currency'],
    ['1', 'eur', 'currency'],
    ['1e2', 'EUR', 'format'],
    ['1,00', 'EUR', 'format'],
    ['1 000', 'EUR', 'format'],
    ['.', 'EUR', 'format'],
    ['', 'EUR', 'format'],
    ['+', 'EUR', 'format'],
    ['--1', 'EUR', 'format'],
    ['١', 'EUR', 'format'],
    ['1.2.3', 'EUR', 'format'],
    ['9'.repeat(10_000), 'EUR', 'format'],
    ['10000000000000000', 'EUR', 'too-large'],
  ])('%s %s is refused: %s', (text, currency, fault) => {
    expect(parseDecimal(text, currency)).toMatchObject({ kind: 'fault', fault });
  });

  test.each([
    [1000n, 'JPY', '1000'],
    [1234n, 'KWD', '1.234'],
    [1230n, 'KWD', '1.230'],
    [29n, 'EUR', '0.29'],
    [99_999_999n, 'EUR', '999999.99'],
    [100_000_000n, 'EUR', '1000000.00'],
    [999_999_999_999_999_999n, 'EUR', '9999999999999999.99'],
  ])('%s minor units of %s are written %s', (minor, currency, text) => {
    expect(formatDecimal(minor, currency)).toBe(text);
  });

  test('of any currency comes back, with or without zeros around it', () => {
    const minors = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n });
    fc.assert(
      fc.property(minors, fc.constantFrom(...currencyCodes()), (minor, currency) => {
        const text = formatDecimal(minor, currency);
        expect(parseDecimal(text, currency)).toEqual({ kind: 'amount', minor });
        const zeros = text.includes('.') ? `000${text}000` : `000${text}.000`;
        expect(parseDecimal(zeros, currency)).toEqual({ kind: 'amount', minor });
      }),
      { numRuns: runs(5_000) },
    );
  });
});

describe('a control sum', () => {
  test('adds up currencies of different digits exactly', () => {
    const units = controlUnits(1000n, 'JPY') + controlUnits(1n, 'EUR') + controlUnits(1234n, 'KWD');
    expect(formatControlSum(units)).toBe('1001.2440');
    expect(formatControlSum(controlUnits(510n, 'EUR'))).toBe('5.10');
    expect(parseControlSum('1001.244')).toBe(units);
  });
  test.each(['1.23456', 'x', '', '1e3'])('%j is none', (text) => expect(parseControlSum(text)).toBeUndefined());
});
