import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ZodType } from 'zod';
import { said } from '../../../functions/kernel/core/common-problems.ts';
import { parseStrictJson } from '../../../functions/kernel/values/strict-json.ts';
import { metadata, metadataPatch, text } from '../../../functions/kernel/values/text.ts';
import { formatTime, parseTime, time } from '../../../functions/kernel/values/time.ts';
import { runs } from '../../support/runs.ts';

const slugOf = (schema: ZodType, input: unknown): string => {
  const result = schema.safeParse(input);
  return result.success ? 'accepted' : (said(result.error.issues[0]?.message ?? '')?.slug ?? 'schema');
};

describe('text', () => {
  test('counts code points, so 500 emoji fit where 500 characters fit', () => {
    expect(slugOf(text(500), '😀'.repeat(500))).toBe('accepted');
    expect(slugOf(text(500), '😀'.repeat(501))).toBe('schema');
  });

  test.each(['\u0000', '\u001b[31m', 'a\r\nb', '\u007f', '\u0085'])('%j is text-control', (value) => {
    expect(slugOf(text(500), value)).toBe('text-control');
  });

  test.each(['tab\tand\nnewline', '<script>alert(1)</script>', 'مرحبا', ''])('%j is kept as sent', (value) => {
    expect(text(500).parse(value)).toBe(value);
  });

  test('metadata keeps every key, __proto__ too', () => {
    const sent = parseStrictJson('{"__proto__":"x","a":"b"}');
    expect(Object.keys(metadata.parse(sent))).toEqual(['__proto__', 'a']);
  });

  test.each([
    [Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])), 'metadata-limit'],
    [{ ['k'.repeat(41)]: 'v' }, 'metadata-limit'],
    [{ '': 'v' }, 'metadata-limit'],
    [{ k: 'v'.repeat(501) }, 'metadata-limit'],
    [{ k: 'a\u0007' }, 'text-control'],
    [{ 'k\u0007': 'a' }, 'text-control'],
    [{ k: 1 }, 'schema'],
    [{ k: null }, 'schema'],
    [[], 'schema'],
    ['x', 'schema'],
    [null, 'schema'],
  ])('metadata %j is %s', (value, slug) => {
    expect(slugOf(metadata, value)).toBe(slug);
  });

  test('a metadata patch may remove keys with null', () => {
    expect(slugOf(metadataPatch, { k: null })).toBe('accepted');
    const keys = (count: number, value: string | null) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${value}${index}`, value]));
    expect(slugOf(metadataPatch, { ...keys(50, 'v'), ...keys(50, null) })).toBe('accepted');
    expect(slugOf(metadataPatch, keys(51, 'v'))).toBe('metadata-limit');
  });
});

describe('time', () => {
  test('any offset in, UTC with milliseconds out', () => {
    expect(formatTime(parseTime('2026-11-22T12:30:00.1239+02:30') ?? 0)).toBe('2026-11-22T10:00:00.123Z');
    expect(formatTime(parseTime('2026-11-22T23:45:00-02:30') ?? 0)).toBe('2026-11-23T02:15:00.000Z');
    expect(formatTime(parseTime('1970-01-01t00:00:00z') ?? 1)).toBe('1970-01-01T00:00:00.000Z');
  });

  test('every millisecond comes back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
        expect(parseTime(formatTime(ms))).toBe(ms);
      }),
      { numRuns: runs(5000) },
    );
  });

  test.each([
    '2026-11-22T10:00:00',
    '2026-11-22',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T10:00:60Z',
    '22 Nov 2026',
    '2026-11-22 10:00:00Z',
    '1763800000',
    '',
    '2026-11-22T10:00:00+99:00',
    5,
    true,
  ])('%j is date-format', (value) => {
    expect(slugOf(time, value)).toBe('date-format');
  });

  test('a missing time is schema', () => {
    expect(slugOf(time, null)).toBe('schema');
  });
});
