import { expect, test } from '@jest/globals';
import { liveClock, liveRandom } from '../../../functions/kernel/core/live-ports.ts';

test('the live clock tells the time of the machine in milliseconds', () => {
  const before = Date.now();
  const now = liveClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test('the live source of randomness gives as many bytes as asked for, never the same ones, and fractions below one', () => {
  const [a, b] = [liveRandom.bytes(16), liveRandom.bytes(16)];
  expect(a).toHaveLength(16);
  expect(Buffer.compare(a, b)).not.toBe(0);
  for (let i = 0; i < 1000; i += 1) {
    const fraction = liveRandom.fraction();
    expect(fraction >= 0 && fraction < 1).toBe(true);
  }
});
