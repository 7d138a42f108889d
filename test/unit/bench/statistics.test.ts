import { describe, expect, test } from '@jest/globals';
import { median, percentile, ratioOfRounds, rising } from '../../../bin/bench/statistics.ts';

describe('percentile', () => {
  const hundred = rising(Array.from({ length: 100 }, (_, index) => 100 - index));
  test('leaves its share below itself', () => {
    expect([percentile(hundred, 0.5), percentile(hundred, 0.95), percentile(hundred, 0.99)]).toEqual([51, 96, 100]);
  });
  test('of everything is the largest, and of nothing 0', () => {
    expect([percentile(hundred, 1), percentile([7], 0.5), percentile([], 0.5)]).toEqual([100, 7, 0]);
  });
});

describe('median', () => {
  test('is the middle of an odd number and the mean of both middles of an even one', () => {
    expect([median([9, 1, 2]), median([1, 2, 3, 10]), median([4]), median([])]).toEqual([2, 2.5, 4, 0]);
  });
});

describe('a ratio over rounds', () => {
  test('is untouched by a machine that is slower in one round', () => {
    const rounds = [
      [80, 100],
      [8, 10],
      [160, 200],
    ] as const;
    expect(ratioOfRounds(rounds)).toBeCloseTo(0.8);
  });
  test('is untouched by one round whose halves differ', () => {
    const rounds = [
      [80, 100],
      [10, 100],
      [79, 100],
    ] as const;
    expect(ratioOfRounds(rounds)).toBeCloseTo(0.79);
  });
});
