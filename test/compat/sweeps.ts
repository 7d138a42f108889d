import { expect } from '@jest/globals';
import type { LambdaApi } from '../support/lambda.ts';

const SWEEPS_AT_ONCE = 2;

/**
 * Sweeps of expired holds as the schedule starts them. Each goes over the holds twice, half a minute apart, and only the end of
 * the test waits for that.
 */
export const sweepsOf = (lambda: LambdaApi, sweeper: string) => {
  const underWay = new Set<Promise<unknown>>();
  const faults: unknown[] = [];
  const start = async (): Promise<void> => {
    if (underWay.size >= SWEEPS_AT_ONCE) return;
    const run: Promise<unknown> = lambda
      .invoke(sweeper, 'live', {})
      .catch((fault: unknown) => faults.push(fault))
      .finally(() => underWay.delete(run));
    underWay.add(run);
  };
  const ended = async (): Promise<void> => {
    await Promise.all(underWay);
    expect(faults).toEqual([]);
  };
  return { start, ended };
};
