import { describe, expect, test } from '@jest/globals';
import { retryOnConflict } from '../../../functions/kernel/aws/retry-on-conflict.ts';
import { clockOf } from '../../support/clock.ts';

describe('a conflict', () => {
  const portsOf = () => {
    let now = 0;
    const pauses: number[] = [];
    const sleep = async (ms: number) => {
      pauses.push(ms);
      now += ms;
    };
    return { ports: { clock: { now: () => now, sleep }, random: { fraction: () => 1 } }, pauses };
  };

  test('is waited out with growing pauses', async () => {
    const { ports, pauses } = portsOf();
    const result = await retryOnConflict(ports, 10_000, async (count) => (count === 3 ? 'done' : undefined));
    expect(result).toBe('done');
    expect(pauses).toEqual([5, 10, 20]);
  });

  test('is told before the deadline, never after it', async () => {
    const { ports, pauses } = portsOf();
    await expect(retryOnConflict(ports, 100, async () => undefined)).rejects.toMatchObject({
      problem: { slug: 'conflict' },
    });
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(100);
  });

  test('is not met at the deadline or after it: nothing begins then, not even a first attempt', async () => {
    const { ports } = portsOf();
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      return 'done';
    };
    for (const deadline of [0, -60_000]) {
      await expect(retryOnConflict(ports, deadline, attempt)).rejects.toMatchObject({
        problem: { slug: 'unavailable' },
      });
    }
    expect(attempts).toBe(0);
  });

  test('is met a limited number of times even where time does not pass', async () => {
    let attempts = 0;
    const ports = { clock: clockOf(() => 0), random: { fraction: () => 0 } };
    const trying = retryOnConflict(ports, 1e9, async () => {
      attempts += 1;
      return undefined;
    });
    await expect(trying).rejects.toMatchObject({ problem: { slug: 'conflict' } });
    expect(attempts).toBe(64);
  });
});
