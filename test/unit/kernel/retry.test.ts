import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pauseMs, RETRY, retry, retryTransient } from '../../../functions/kernel/core/retry.ts';

const POLICY = { attempts: 4, baseMs: 10, capMs: 30 };

const portsOf = () => {
  let now = 0;
  const pauses: number[] = [];
  const sleep = async (ms: number) => {
    pauses.push(ms);
    now += ms;
  };
  return { ports: { clock: { now: () => now, sleep }, random: { fraction: () => 1 } }, pauses };
};

describe('a retry', () => {
  test('answers what the first attempt that is answered says, and counts the attempts before it', async () => {
    const { ports, pauses } = portsOf();
    const counts: number[] = [];
    const answer = await retry(ports, POLICY, async (count) => {
      counts.push(count);
      return count === 2 ? 'done' : undefined;
    });
    expect([answer, counts, pauses]).toEqual(['done', [0, 1, 2], [10, 20]]);
  });

  test('ends with its attempts, and does not pause behind the last', async () => {
    const { ports, pauses } = portsOf();
    let attempts = 0;
    const answer = await retry(ports, POLICY, async () => {
      attempts += 1;
      return undefined;
    });
    expect([answer, attempts, pauses]).toEqual([undefined, 4, [10, 20, 30]]);
  });

  test('begins no attempt at its deadline, and one just before it', async () => {
    for (const [deadline, wanted] of [
      [10, 1],
      [11, 2],
      [30, 2],
      [31, 3],
    ] as const) {
      const { ports } = portsOf();
      let attempts = 0;
      const attempt = async () => {
        attempts += 1;
        return undefined;
      };
      expect(await retry(ports, POLICY, attempt, deadline)).toBeUndefined();
      expect(attempts).toBe(wanted);
    }
  });

  test('pauses for a part of a bound that doubles up to its cap, whatever the policy', () => {
    const policies = fc.constantFrom(...Object.values(RETRY));
    fc.assert(
      fc.property(policies, fc.nat(2_000), fc.double({ min: 0, max: 1, noNaN: true }), (policy, failures, fraction) => {
        const bound = Math.min(policy.capMs, policy.baseMs * 2 ** failures);
        expect(pauseMs(policy, failures, { fraction: () => fraction })).toBeCloseTo(bound * fraction, 6);
      }),
    );
  });

  test('of what passes throws the last error; what does not pass is thrown at once', async () => {
    const { ports, pauses } = portsOf();
    let calls = 0;
    const failing = async () => {
      calls += 1;
      throw new Error(`call ${calls}`);
    };
    await expect(retryTransient(ports, POLICY, () => true, failing)).rejects.toThrow('call 4');
    expect(pauses).toEqual([10, 20, 30]);
    await expect(retryTransient(ports, POLICY, () => false, failing)).rejects.toThrow('call 5');
    expect(calls).toBe(5);
  });

  test('of a call gives its answer, also where that is undefined', async () => {
    const { ports } = portsOf();
    let calls = 0;
    const call = async (): Promise<undefined> => {
      calls += 1;
      if (calls === 1) throw new Error('passes');
    };
    expect(await retryTransient(ports, POLICY, () => true, call)).toBeUndefined();
    expect(calls).toBe(2);
  });
});
