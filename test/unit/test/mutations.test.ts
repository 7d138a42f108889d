import { afterEach, describe, expect, test } from '@jest/globals';
import { context, coverageOf, plant, restore } from '../../mutations/warm/context.ts';
import { inOrder } from '../../mutations/warm/order.ts';
import { isInSample } from '../../mutations/warm/sample.ts';

afterEach(() => {
  context.mutantCoverage = undefined;
});

describe('mutation testing', () => {
  test('begins with the two files that noticed the latest changes, and goes on with the quickest', () => {
    const history = {
      slow: { ms: 900, lastKill: 7 },
      old: { ms: 5, lastKill: 1 },
      late: { ms: 700, lastKill: 9 },
      quick: { ms: 10, lastKill: 0 },
    };
    expect(inOrder(['quick', 'old', 'slow', 'late', 'unknown'], history)).toEqual([
      'late',
      'slow',
      'unknown',
      'old',
      'quick',
    ]);
  });

  test('gives what a file reaches while it is loaded to each of its tests, beside what that reaches alone', () => {
    context.mutantCoverage = { static: { 9: 1 }, perTest: { a: { 1: 2 }, 'a: x': { 1: 1, 2: 4 }, 'b: z': { 3: 1 } } };
    const ids = new Map([
      ['a', ['a: x', 'a: y']],
      ['b', ['b: z']],
    ]);
    expect(coverageOf(ids)).toEqual({
      static: { 9: 1 },
      perTest: { 'a: x': { 1: 3, 2: 4 }, 'a: y': { 1: 2 }, 'b: z': { 3: 1 } },
    });
  });

  test('counts the hits of a change from what earlier files made of it, and has none in force after', () => {
    plant('12', 100, 40);
    expect(context).toMatchObject({ activeMutant: '12', hitLimit: 100, hitCount: 40 });
    context.hitCount = 41;
    expect(restore()).toBe(41);
    expect([context.activeMutant, context.hitCount, context.hitLimit]).toEqual([undefined, undefined, undefined]);
    plant('13', undefined, 0);
    expect(context.hitLimit).toBe(Number.POSITIVE_INFINITY);
    restore();
  });

  test('draws one change of so many, the same ones for a seed wherever the copy lies, and others for another', () => {
    const changes = (root: string) =>
      Array.from({ length: 3_000 }, (_, at) => ({
        fileName: `${root}/functions/ledger/model/f${at % 7}.ts`,
        location: { start: { line: at } },
        replacement: 'false',
      }));
    const drawn = (root: string, oneOf: number, seed: string) =>
      changes(root).flatMap((change, at) => (isInSample(change, oneOf, seed) ? [at] : []));
    const one = drawn('/tmp/a', 10, '1');
    expect(Math.abs(one.length - 300)).toBeLessThan(60);
    expect(drawn('/tmp/b', 10, '1')).toEqual(one);
    expect(drawn('/tmp/a', 10, '2')).not.toEqual(one);
    expect(drawn('/tmp/a', 1, '1')).toHaveLength(3_000);
  });
});
