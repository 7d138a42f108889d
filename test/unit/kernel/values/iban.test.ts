import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { present } from '../../../../functions/kernel/core/assert.ts';
import { type CivilDate, parseCivilDate } from '../../../../functions/kernel/values/civil-date.ts';
import { ibanCountry, ibanOf, parseIban } from '../../../../functions/kernel/values/iban.ts';
import { bbanKindsOf, ibanCountries } from '../../../../functions/kernel/values/iban-registry.ts';
import { isSepaCountry, isSepaIban, sepaCountries } from '../../../../functions/kernel/values/sepa-countries.ts';
import { runs } from '../../../support/runs.ts';

const on = (text: string): CivilDate => present(parseCivilDate(text), 'a date of a test exists');

/** A random IBAN of a random country of the registry. */
const anyIban = fc.constantFrom(...ibanCountries()).chain((country) => {
  const kinds = [...(bbanKindsOf(country) ?? '')];
  const digit = fc.constantFrom(...'0123456789');
  const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const chars = kinds.map((kind) => (kind === 'n' ? digit : kind === 'a' ? letter : fc.oneof(digit, letter)));
  return fc.tuple(...chars).map((bban) => {
    const made = ibanOf(country, bban.join(''));
    if (made.kind !== 'iban') throw new Error(`${country} ${made.fault}`);
    return made.iban;
  });
});

/** Samples of the registry's own pages. */
const SAMPLES = [
  ...['AD1200012030200359100100', 'AE070331234567890123456', 'AL47212110090000000235698741', 'AT611904300234573201'],
  ...['BE68539007547034', 'BG80BNBG96611020345678', 'BR1800360305000010009795493C1', 'CH9300762011623852957'],
  ...['DE89370400440532013000', 'DJ2100010000000154000100186', 'FK88SC123456789012', 'FR1420041010050500013M02606'],
  ...[
    'GB29NWBK60161331926819',
    'HN88CABF00000000000250005469',
    'LC55HEMM000100010012001200023015',
    'MD24AG000225100013104168',
  ],
  ...['ME25505000012345678951', 'MK07250120000058984', 'MT84MALT011000012345MTLCAST001S', 'NO9386011117947'],
  ...[
    'RS35260005601001611379',
    'SC18SSCB11010000000000001497USD',
    'UA213223130000026007233566001',
    'VA59001123000012345678',
  ],
] as const;

describe('an IBAN', () => {
  test.each(SAMPLES)('%s is valid', (text) => {
    expect(parseIban(text)).toEqual({ kind: 'iban', iban: text });
  });

  test('is taken in the form on paper and in small letters, and kept in the electronic one', () => {
    expect(parseIban('de89 3704 0044 0532 0130 00')).toEqual({ kind: 'iban', iban: 'DE89370400440532013000' });
  });

  test.each([
    ['DE88370400440532013000', 'check-digits'],
    ['DE89370400440532013001', 'check-digits'],
    ['DE8937040044053201300', 'length'],
    ['DE893704004405320130000', 'length'],
    ['DE8937040044053201300A', 'structure'],
    ['GB29NWBK6016133192681A', 'structure'],
    ['GB291WBK60161331926819', 'structure'],
    ['ZZ89370400440532013000', 'country'],
    ['GG29NWBK60161331926819', 'country'],
    ['', 'characters'],
    ['DE', 'characters'],
    ['DE89-3704-0044-0532-0130-00', 'characters'],
    ['DE89370400440532013000\n', 'characters'],
    ['DE8937040044053201300０', 'characters'],
    ['9'.repeat(10_000), 'characters'],
  ])('%s is refused for its %s', (text, fault) => {
    expect(parseIban(text)).toMatchObject({ kind: 'fault', fault });
  });

  test('whose check digits are 00, 01 or 99 is refused, although the rest of its division is right', () => {
    // 97 more or less than 97, 98 and 2 gives the same rest.
    const [low] = Array.from({ length: 2_000 }, (_, index) => ibanOf('DE', String(index).padStart(18, '0'))).flatMap(
      (made) => (made.kind === 'iban' && made.iban.slice(2, 4) === '02' ? [made.iban] : []),
    );
    expect(low).toBeDefined();
    expect(parseIban(`DE99${low?.slice(4)}`)).toMatchObject({ fault: 'check-digits' });
  });

  test('of any country keeps its text, and one changed character or two swapped neighbours are found', () => {
    fc.assert(
      fc.property(anyIban, fc.nat(33), fc.nat(8), (iban, place, step) => {
        expect(parseIban(iban)).toEqual({ kind: 'iban', iban });
        const at = place % iban.length;
        const char = iban[at] ?? '';
        if (!/\d/.test(char)) return;
        const other = String((Number(char) + 1 + step) % 10);
        expect(parseIban(iban.slice(0, at) + other + iban.slice(at + 1)).kind).toBe('fault');
        const next = iban[at + 1] ?? char;
        const swapped = iban.slice(0, at) + next + char + iban.slice(at + 2);
        if (next !== char && /\d/.test(next) && at > 3) expect(parseIban(swapped).kind).toBe('fault');
      }),
      { numRuns: runs(5_000) },
    );
  });
});

describe('the countries of SEPA', () => {
  test('are the 41 of the EPC, Guernsey, Jersey and Man being of GB', () => {
    expect(sepaCountries().length).toBe(42); // 41 countries, and Gibraltar with a code of its own
    for (const country of sepaCountries()) expect([country, bbanKindsOf(country)]).not.toEqual([country, undefined]);
  });

  test.each([
    ['AL', '2025-10-05'],
    ['MD', '2025-10-05'],
    ['ME', '2025-10-05'],
    ['MK', '2025-10-05'],
    ['RS', '2026-05-04'],
  ])('%s is in since %s and not before', (country, since) => {
    expect(isSepaCountry(country, on(since))).toBe(true);
    expect(isSepaCountry(country, on('2025-10-04'))).toBe(false);
  });

  test('has no place for Turkey or a made-up country', () => {
    expect(['TR', 'UA', 'US', 'XX', ''].filter((country) => isSepaCountry(country, on('2026-11-30')))).toEqual([]);
  });

  test('are told by what an IBAN begins with', () => {
    const made = parseIban('RS35260005601001611379');
    if (made.kind !== 'iban') throw new Error('a sample is valid');
    expect([ibanCountry(made.iban), isSepaIban(made.iban, on('2026-11-30'))]).toEqual(['RS', true]);
  });
});
