import { describe, expect, test } from '@jest/globals';
import { XmlElement } from '../../../functions/kernel/formats/xml/element.ts';
import { parseForm, parseQuery } from '../../../functions/kernel/http/http-pairs.ts';
import { mediaType } from '../../../functions/kernel/http/media-type.ts';
import { sentTwice } from '../../../functions/kernel/http/sent-twice.ts';
import { canonicalJson } from '../../../functions/kernel/values/canonical-json.ts';
import { parseStrictJson } from '../../../functions/kernel/values/strict-json.ts';
import { orderedTransfer } from '../../../functions/payments/rails/sepa/format/ordered-transfer.ts';
import { GROWTH_MAX, growth } from './support/growth.ts';

/** Whatever it says of the text, it has read it. */
const attempt = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

const CHARS = 6_000;
const nested = (size: number) => `${'['.repeat(15)}${'[],'.repeat(size / 3)}0${']'.repeat(15)}`;
const keys = (size: number) => `{${Array.from({ length: size / 12 }, (_, at) => `"k${at}":${at}`).join()}}`;

const HOSTILE_JSON: readonly (readonly [string, (size: number) => string])[] = [
  ['white space', (size) => `${' '.repeat(size)}1`],
  ['an open text', (size) => `"${'a'.repeat(size)}`],
  ['escapes', (size) => `"${'\\u0061'.repeat(size / 6)}"`],
  ['escaped surrogates', (size) => `"${'\\ud83d\\ude00'.repeat(size / 12)}"`],
  ['backslashes', (size) => `"${'\\\\'.repeat(size / 2)}`],
  ['digits', (size) => '9'.repeat(size)],
  ['digits behind a point', (size) => `0.${'0'.repeat(size)}1`],
  ['an exponent', (size) => `1e${'9'.repeat(size)}`],
  ['signs', (size) => '-'.repeat(size)],
  ['empty lists at the deepest level', nested],
  ['opening brackets', (size) => '['.repeat(size)],
  ['many keys', keys],
  ['one key many times', (size) => `{${'"a":1,'.repeat(size / 6)}"a":1}`],
  ['many lone surrogates', (size) => `[${'"\\ud800",'.repeat(size / 9)}1]`],
];

describe('the strict JSON parser takes time in proportion to the text', () => {
  test.each(HOSTILE_JSON)('%s', (_name, text) => {
    const work = (size: number) => {
      const long = text(size * 4);
      return () => attempt(() => parseStrictJson(long));
    };
    expect(growth(work, CHARS)).toBeLessThan(GROWTH_MAX);
  });
});

describe('parsers of headers, queries and forms take time in proportion to the text', () => {
  test.each([
    ['a query of ampersands', '&', parseQuery],
    ['a query of equals signs', '=', parseQuery],
    ['a query of percent signs', '%', parseQuery],
    ['a query of escapes', '%41', parseQuery],
    ['a form of pluses', '+', parseForm],
    ['a form of names', 'a=b&', parseForm],
    ['a media type of quotes', '"', mediaType],
    ['a media type of semicolons', ';', mediaType],
    ['a media type of spaces', ' ', mediaType],
  ] as const)('%s', (_name, unit, parse) => {
    const work = (size: number) => {
      const long = unit.repeat(size);
      return () => attempt(() => (parse as (text: string) => unknown)(long));
    };
    expect(growth(work, CHARS)).toBeLessThan(GROWTH_MAX);
  });

  test.each([
    ['different names', (at: number) => `n${at}`],
    ['one name', () => 'n'],
    ['names that are read', (at: number) => ['PmtId', 'Amt', 'Cdtr', 'CdtrAcct', 'RmtInf'][at % 5] ?? ''],
  ])("a payment of a client's file with many elements of %s", (_name, nameAt) => {
    const work = (size: number) => {
      const payment = new XmlElement('CdtTrfTxInf', 1, { pointer: '/Document', place: '' }, {});
      for (let at = 0; at < size / 4; at += 1) payment.add(nameAt(at), 1, {});
      return () => attempt(() => orderedTransfer(payment));
    };
    expect(growth(work, CHARS)).toBeLessThan(GROWTH_MAX);
  });

  test('the canonical text of many keys', () => {
    const work = (size: number) => {
      const value = parseStrictJson(keys(size * 4));
      return () => canonicalJson(value);
    };
    expect(growth(work, CHARS)).toBeLessThan(GROWTH_MAX);
  });

  test('a media type and a key are bounded before they are read', () => {
    expect(mediaType(`application/json;${' '.repeat(300)}`)).toBeUndefined();
    // A key has 255 characters when it is looked at, so at most 256 parts: their repetition costs at most 128 rounds of them.
    expect(sentTwice('a,'.repeat(127))).toBe(false);
  });
});
