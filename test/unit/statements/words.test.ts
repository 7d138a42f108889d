import { describe, expect, test } from '@jest/globals';
import {
  isCut,
  isMisread,
  nameKey,
  namesAgree,
  referenceKey,
  referenceWords,
  shapeOf,
} from '../../../functions/statements/model/matching/words.ts';

test('a reference is compared by its letters and digits, without accents and case', () => {
  expect([referenceKey('inv-2024/7'), referenceKey(' É 1 '), referenceKey('...')]).toEqual(['INV20247', 'E1', '']);
});

describe('words of free text', () => {
  test('are references from six characters on, with a digit among them', () => {
    expect(referenceWords('Thanks for INV-2024-7, 12345 123456 abcdef')).toEqual(['INV20247', '123456']);
  });

  test('are parted by spaces, commas, colons, semicolons, brackets and plus signs, and told once', () => {
    expect(referenceWords('R00001;R00002:R00003(R00004)R00005+R00006,R00001\tR00007')).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((one) => `R0000${one}`),
    );
  });

  test('are forty at most, of the first thousand characters', () => {
    const words = Array.from({ length: 45 }, (_, place) => `R${100_000 + place}`);
    expect(referenceWords(words.join(' '))).toEqual(words.slice(0, 40));
    expect(referenceWords(`${' '.repeat(994)}R10001`)).toEqual(['R10001']);
    expect(referenceWords(`${' '.repeat(995)}R10001`)).toEqual([]);
  });
});

describe('names', () => {
  test('are compared without accents, legal form and order', () => {
    expect(nameKey('Müller & Söhne GmbH')).toBe('MULLER SOHNE');
    expect(nameKey('GMBH')).toBe('');
    expect(nameKey(undefined)).toBe('');
  });

  test.each([
    ['Müller GmbH', 'MULLER', 'agree'],
    ['Ada Lovelace', 'Lovelace, Ada', 'agree'],
    ['Analytical Engines', 'Analyt', 'agree'],
    ['Analyt', 'Analytical Engines', 'agree'],
    ['Analytical Engines', 'Analy', 'differ'],
    ['Ada', 'Bob', 'differ'],
    ['Ada', undefined, 'unknown'],
    ['GmbH', 'Ada', 'unknown'],
  ] as const)('%s and %s: %s', (a, b, agreement) => expect(namesAgree(a, b)).toBe(agreement));
});

describe('a reference of a bank', () => {
  test('is cut where ours begins with at least eight characters of it', () => {
    expect(isCut('INV20240', 'INV2024000123')).toBe(true);
    expect(isCut('INV2024', 'INV2024000123')).toBe(false);
    expect(isCut('INV2024000123', 'INV2024000123')).toBe(false);
    expect(isCut('INV20241', 'INV2024000123')).toBe(false);
  });

  test('is misread where two neighbours are swapped, at its beginning and its end too, and nothing else', () => {
    const ours = 'ABCD1234';
    expect(['BACD1234', 'ABDC1234', 'ABCD1243'].map((bank) => isMisread(bank, ours))).toEqual([true, true, true]);
    expect(['ABCD1234', 'BADC1234', 'ABCD1235', 'ABC1D234X', 'CBAD1234'].map((bank) => isMisread(bank, ours))).toEqual(
      Array(5).fill(false),
    );
    expect(isMisread('ABC1243', 'ABC1234')).toBe(false);
  });

  test('has a shape that says which kind of number it is', () => {
    expect([shapeOf('INV2024000012') === shapeOf('INV2024000345'), shapeOf('INV1') === shapeOf('INV12')]).toEqual([
      ...[true, false],
    ]);
  });
});
