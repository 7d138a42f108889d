import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runs } from '../support/runs.ts';
import type { Built } from './planted.ts';
import { laterRelease } from './releases.ts';
import { replay, simulate } from './simulate.ts';
import { PROFILES, type ProfileName } from './world/profile.ts';

/** Seeds and steps of each in `npm test`; `npm run simulate:long` has 10,000 of 1,000. */
const SEEDS = 200;
const STEPS = 15;

const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

describe('the simulation', () => {
  let later: Built;
  beforeAll(async () => {
    later = await laterRelease('test');
  });
  afterAll(() => later.remove());

  test.each(PROFILE_NAMES)('of %s is the same for the same seed, and for the script that it wrote', async (profile) => {
    const options = { steps: 30, profile, later: later.program.href };
    const first = await simulate(7, options);
    expect(first.violation).toBeUndefined();
    expect((await simulate(7, options)).hash).toBe(first.hash);
    expect((await replay(7, first.script, options)).hash).toBe(first.hash);
    expect((await simulate(8, { ...options, steps: 10 })).hash).not.toBe(first.hash);
  });

  test(`of ${SEEDS} seeds finds no invariant that does not hold`, async () => {
    for (let seed = 1; seed <= runs(SEEDS, 20); seed += 1) {
      const { violation } = await simulate(seed, { steps: STEPS, later: later.program.href });
      expect([seed, violation?.message]).toEqual([seed, undefined]);
    }
  }, 300_000);
});
