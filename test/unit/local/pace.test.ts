import { describe, expect, test } from '@jest/globals';
import { watchBackpressure } from '../../../local/streams/backpressure.ts';
import { restAfter } from '../../../local/streams/pace.ts';

describe('a run of a function that a stream feeds', () => {
  const run = { tookMs: 40, ageMs: 500, rushMs: 5_000 };
  test('is followed by a rest of five times its length while requests wait, and of three seconds at most', () => {
    expect([restAfter(run), restAfter({ ...run, tookMs: 9_000 })]).toEqual([200, 3_000]);
  });
  test('rests no longer than requests have been waiting', () => {
    expect(restAfter({ ...run, rushMs: 30 })).toBe(30);
  });
  test('is followed by the next at once where no request waits, or where the records are late', () => {
    expect([restAfter({ ...run, rushMs: 0 }), restAfter({ ...run, ageMs: 60_001 })]).toEqual([0, 0]);
  });
  test('rests no negative time when the clock was set back', () => {
    expect(restAfter({ ...run, tookMs: -5 })).toBe(0);
  });
});

describe('a rush', () => {
  test('lasts from when requests began to wait, through moments without any, and begins anew after a break', () => {
    let [now, wait] = [0, false];
    const rush = watchBackpressure(
      () => wait,
      () => now,
    );
    try {
      const lasts = (at: number, waiting: boolean) => {
        [now, wait] = [at, waiting];
        return rush.lastsMs();
      };
      expect(lasts(100, false)).toBe(0);
      expect(lasts(200, true)).toBe(0);
      expect(lasts(900, true)).toBe(700);
      expect(lasts(990, false)).toBe(700);
      expect(lasts(995, true)).toBe(795);
      expect(lasts(1_095, false)).toBe(0);
      expect(lasts(1_100, true)).toBe(0);
    } finally {
      rush.stop();
    }
  });

  test('is seen while nobody asks', async () => {
    const rush = watchBackpressure(() => true);
    try {
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(rush.lastsMs()).toBeGreaterThan(50);
    } finally {
      rush.stop();
    }
  });
});
