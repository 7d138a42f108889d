import { describe, expect, test } from '@jest/globals';
import { type Aim, aimsTable, isReached } from '../../../bin/bench/targets.ts';

const latency: Aim = { name: 'latency', measured: 80.4, target: 1000, good: 'at most', unit: 'ms' };
const share: Aim = { name: 'share', measured: 0.7, target: 0.75, good: 'at least', unit: '' };

describe('a figure beside its target', () => {
  test.each<readonly [Aim['good'], number, boolean]>([
    ['at most', 1.2, true],
    ['at most', 1.21, false],
    ['at least', 1.2, true],
    ['at least', 1.19, false],
  ])('%s 1.2 is %d: %s', (good, measured, reached) => {
    expect(isReached({ ...share, target: 1.2, good, measured })).toBe(reached);
  });

  test('is printed with it, and says whether it is reached', () => {
    const [, first, second] = aimsTable([latency, share]).split('\n');
    expect(first).toMatch(/^latency +80 ms +at most 1000 ms +reached$/);
    expect(second).toMatch(/^share +0\.70 +at least 0\.75 +missed$/);
  });
});
