import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { decodeUtf8, MAX_DEPTH, parseStrictJson } from '../../../functions/kernel/values/strict-json.ts';
import { runs } from '../../support/runs.ts';

const slugOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.problem.slug;
    throw error;
  }
  return 'accepted';
};

describe('strict JSON', () => {
  test('reads what JSON.parse reads, to the same value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const seen = slugOf(() => parseStrictJson(text));
        if (seen !== 'accepted') return ['json-duplicate-key', 'text-encoding'].includes(seen);
        expect(JSON.stringify(parseStrictJson(text))).toBe(JSON.stringify(JSON.parse(text)));
        return true;
      }),
      { numRuns: runs(2000) },
    );
  });

  test('refuses every text that JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom(',', '}', '"', '\\', '\u0000', '1', ' x'), (text, at, noise) => {
        const cut = at % (text.length + 1);
        const broken = text.slice(0, cut) + noise + text.slice(cut);
        let valid = true;
        try {
          JSON.parse(broken);
        } catch {
          valid = false;
        }
        if (!valid) expect(slugOf(() => parseStrictJson(broken))).not.toBe('accepted');
      }),
      { numRuns: runs(3000) },
    );
  });

  test.each([
    ['a repeated key', '{"amount":"1","amount":"1000"}'],
    ['a key repeated through an escape', '{"amount":"1","am\\u006funt":"1000"}'],
    ['a repeated __proto__', '{"__proto__":1,"__proto__":2}'],
    ['a repetition below', '{"a":[{"b":1,"b":1}]}'],
  ])('refuses %s as json-duplicate-key', (_name, text) => {
    expect(slugOf(() => parseStrictJson(text))).toBe('json-duplicate-key');
  });

  test.each([
    '',
    ' ',
    '{"a":1,}',
    '[1,]',
    "{'a':1}",
    '{a:1}',
    'NaN',
    '01',
    '1.',
    '.5',
    '+1',
    '{} {}',
    '\ufeff{}',
    '"\t"',
    '/* */1',
    'nul',
    '"\\x41"',
    '"abc',
    '{"a"',
    '1e',
    '-',
  ])('refuses %j as json-syntax', (text) => {
    expect(slugOf(() => parseStrictJson(text))).toBe('json-syntax');
  });

  test('accepts 16 levels and refuses the 17th', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(slugOf(() => parseStrictJson(nested(MAX_DEPTH)))).toBe('accepted');
    expect(slugOf(() => parseStrictJson(nested(MAX_DEPTH + 1)))).toBe('json-depth');
    expect(slugOf(() => parseStrictJson('['.repeat(200_000)))).toBe('json-depth');
  });

  test('refuses lone surrogates, in values and in keys', () => {
    expect(slugOf(() => parseStrictJson('"\\ud800"'))).toBe('text-encoding');
    expect(slugOf(() => parseStrictJson('{"\\udc00":1}'))).toBe('text-encoding');
    expect(parseStrictJson('"\\ud83d\\ude00"')).toBe('😀');
  });

  test('keeps __proto__ and constructor as ordinary keys and leaves Object.prototype alone', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const value = parseStrictJson('{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
  });

  test('is linear: five times the keys take about five times as long', () => {
    const millis = (keys: number) => {
      const text = `{${Array.from({ length: keys }, (_, i) => `"k${i}":1`).join(',')}}`;
      const took = Array.from({ length: 5 }, () => {
        const from = process.cpuUsage();
        parseStrictJson(text);
        const { user, system } = process.cpuUsage(from);
        return (user + system) / 1000;
      });
      return Math.min(...took);
    };
    millis(20_000); // warm
    expect(millis(100_000)).toBeLessThan(12 * millis(20_000) + 5);
  });

  test.each([
    ['an overlong form', [0xc0, 0xaf]],
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['a UTF-16 byte order mark', [0xff, 0xfe, 0x7b, 0x00]],
    ['UTF-16 without saying so', [0x7b, 0x00, 0x7d, 0x00]],
    ['big-endian UTF-16 without saying so', [0x00, 0x7b, 0x00, 0x7d]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
  ])('refuses %s as text-encoding', (_name, bytes) => {
    expect(slugOf(() => decodeUtf8(Uint8Array.from(bytes)))).toBe('text-encoding');
  });
});
