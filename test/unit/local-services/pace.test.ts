import { describe, expect, test } from '@jest/globals';
import { restAfter } from '../../../local/streams/pace.ts';

describe('a run of a function that a stream feeds', () => {
  const run = { tookMs: 40, ageMs: 500, isBusy: true };
  test('is followed by a rest of three times its length while requests wait, and of a second at most', () => {
    expect([restAfter(run), restAfter({ ...run, tookMs: 9_000 })]).toEqual([120, 1_000]);
  });
  test('is followed by the next at once where no request waits, or where the records are late', () => {
    expect([restAfter({ ...run, isBusy: false }), restAfter({ ...run, ageMs: 60_001 })]).toEqual([0, 0]);
  });
  test('rests no negative time when the clock was set back', () => {
    expect(restAfter({ ...run, tookMs: -5 })).toBe(0);
  });
});
