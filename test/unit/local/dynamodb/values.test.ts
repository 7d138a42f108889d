import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readUnits, writeUnits } from '../../../../local/dynamodb/capacity.ts';
import { endOfPrefix } from '../../../../local/dynamodb/storage/ranges.ts';
import { compareTexts, compareValues, sameValues } from '../../../../local/dynamodb/values/compare.ts';
import { itemBytes, valueBytes } from '../../../../local/dynamodb/values/item-size.ts';
import {
  addNumbers,
  compareNumbers,
  normalNumber,
  numberBytes,
  sortableNumber,
} from '../../../../local/dynamodb/values/number.ts';
import { runs } from '../../../support/runs.ts';

const SCALE = 40;
/** A decimal as so many units of ten to the power of -40, by way of its text alone. */
const exact = (text: string): bigint => {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return BigInt(`${sign}${whole}${part.padEnd(SCALE, '0')}`);
};
const signOf = (n: number | bigint): number => (n < 0 ? -1 : n > 0 ? 1 : 0);
const decimal = fc
  .record({
    coefficient: fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
    exponent: fc.integer({ min: -12, max: 8 }),
  })
  .map(({ coefficient, exponent }) => normalNumber(`${coefficient}e${exponent}`));
const text = fc.string({
  unit: fc.constantFrom('a', 'b', '\u007f', 'é', '\ud7ff', '\ue000', '\uffff', '😀'),
  maxLength: 4,
});
const inBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('a number of the engine', () => {
  test('is compared, added and sorted as the decimal that it is', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const order = signOf(exact(a) - exact(b));
        expect([a, b, signOf(compareNumbers(a, b))]).toEqual([a, b, order]);
        const [x, y] = [sortableNumber(a), sortableNumber(b)];
        expect([a, b, x < y ? -1 : x > y ? 1 : 0]).toEqual([a, b, order]);
        expect(exact(addNumbers(a, b, 1))).toBe(exact(a) + exact(b));
        expect(exact(addNumbers(a, b, -1))).toBe(exact(a) - exact(b));
      }),
      { numRuns: runs(300) },
    );
  });

  test('sorts as it is also where its digits begin as those of another', () => {
    const rising = ['-125', '-12.5', '-12', '-1.25', '-1.2', '-0.12', '0', '0.12', '1.2', '1.25', '12', '12.5', '125'];
    expect(rising.toSorted((a, b) => (sortableNumber(a) < sortableNumber(b) ? -1 : 1))).toEqual(rising);
    expect(rising.toReversed().toSorted(compareNumbers)).toEqual(rising);
  });

  test.each([
    ['1.10', '1.1'],
    ['00012', '12'],
    ['-0', '0'],
    ['1e2', '100'],
    ['.5', '0.5'],
    ['-1.5E-3', '-0.0015'],
    ['+7.', '7'],
  ])('%s is given back as %s', (given, normal) => expect(normalNumber(given)).toBe(normal));

  test('has at most 38 digits, and a magnitude from -130 to 125', () => {
    expect(normalNumber('9'.repeat(38))).toBe('9'.repeat(38));
    expect(() => normalNumber('9'.repeat(39))).toThrow('38 significant digits');
    expect(normalNumber('1e125')).toHaveLength(126);
    expect(() => normalNumber('1e126')).toThrow('overflow');
    expect(normalNumber('1e-130')).toContain('1');
    expect(() => normalNumber('1e-131')).toThrow('underflow');
    expect(() => addNumbers('9'.repeat(38), '0.1', 1)).toThrow('38 significant digits');
    for (const bad of ['', '-', '1e', 'x', '1,5', '.']) expect(() => normalNumber(bad)).toThrow('numeric value');
  });

  test.each([
    ['0', 1],
    ['7', 2],
    ['12', 2],
    ['123', 3],
    ['-12', 3],
    ['100', 2],
    ['1.5', 3],
  ])('%s counts %i bytes', (number, bytes) => expect(numberBytes(number)).toBe(bytes));
});

describe('a text of the engine', () => {
  test('sorts by its bytes, and a prefix ends before the first text that does not begin with it', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect([a, b, signOf(compareTexts(a, b))]).toEqual([a, b, signOf(inBytes(a, b))]);
        const end = endOfPrefix(a);
        const isIn = inBytes(b, a) >= 0 && (end === undefined || inBytes(b, String(end)) < 0);
        expect([a, b, isIn]).toEqual([a, b, b.startsWith(a)]);
      }),
      { numRuns: runs(500) },
    );
  });

  test('of bytes has a prefix that ends as well', () => {
    expect(endOfPrefix(Uint8Array.of(1, 255))).toEqual(Uint8Array.of(2));
    expect(endOfPrefix(Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 3));
    expect(endOfPrefix(Uint8Array.of(255))).toBeUndefined();
  });
});

describe('two values', () => {
  test.each([
    [{ S: '1' }, { N: '1' }, false],
    [{ SS: ['a', 'b'] }, { SS: ['b', 'a'] }, true],
    [{ SS: ['a', 'b'] }, { SS: ['a', 'c'] }, false],
    [{ SS: ['a'] }, { SS: ['a', 'b'] }, false],
    [{ L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] }, false],
    [{ L: [{ S: 'a' }] }, { L: [{ S: 'a' }, { S: 'b' }] }, false],
    [{ M: { a: { N: '1' }, b: { N: '2' } } }, { M: { b: { N: '2' }, a: { N: '1' } } }, true],
    [{ M: { a: { N: '1' } } }, { M: { a: { N: '2' } } }, false],
    [{ M: { a: { N: '1' } } }, { M: { b: { N: '1' } } }, false],
    [{ BOOL: true }, { BOOL: false }, false],
  ] as const)('%j and %j are the same: %s', (a, b, same) => {
    expect([sameValues(a, b), sameValues(b, a)]).toEqual([same, same]);
  });

  test('of other types, or of one that has no order, are in none', () => {
    expect(compareValues({ S: '1' }, { N: '1' })).toBeUndefined();
    expect(compareValues({ BOOL: true }, { BOOL: false })).toBeUndefined();
    expect(signOf(compareValues({ B: 'AQ==' }, { B: '/w==' }) ?? 0)).toBe(-1);
  });
});

describe('the size of an item', () => {
  test.each([
    [{ S: 'é' }, 2],
    [{ B: 'AQID' }, 3],
    [{ BOOL: true }, 1],
    [{ NULL: true }, 1],
    [{ SS: ['a', 'bc'] }, 3],
    [{ NS: ['12', '7'] }, 4],
    [{ BS: ['AQ==', 'AQI='] }, 3],
    [{ L: [] }, 3],
    [{ L: [{ S: 'ab' }, { BOOL: true }] }, 8],
    [{ M: { ab: { S: 'c' } } }, 7],
  ] as const)('counts %j as %i bytes', (value, bytes) => expect(valueBytes(value)).toBe(bytes));

  test('is that of its names and of its values', () => expect(itemBytes({ pk: { S: 'a' }, é: { N: '1' } })).toBe(7));

  test('costs a unit for each started kilobyte written, of the larger form, and for each four read', () => {
    expect([writeUnits(0, 0), writeUnits(0, 1024), writeUnits(1025, 1), writeUnits(1, 2049)]).toEqual([1, 1, 2, 3]);
    expect([readUnits(0, true), readUnits(4096, true), readUnits(4097, true)]).toEqual([1, 1, 2]);
    expect([readUnits(0, false), readUnits(4097, false)]).toEqual([0.5, 1]);
  });
});
