import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { findBug } from './find-bug.ts';
import { bugNames, bugOf, plantedIn } from './planted.ts';

/** More than the seed that shows it, so that a change of the drawing need not change this. */
const SEEDS = 60;

test('a planted bug stands once in the source that it names, and changes it', async () => {
  expect(bugNames().length).toBeGreaterThanOrEqual(30);
  for (const name of bugNames()) {
    const bug = await bugOf(name);
    const text = readFileSync(bug.file, 'utf8');
    expect([name, plantedIn(text, bug) === text]).toEqual([name, false]);
  }
});

test('a floor that is ignored, planted in a copy of the ledger, is found by an invariant of the ledger', async () => {
  const found = await findBug('floor-ignored', { seeds: SEEDS, steps: 200, workers: 2 });
  expect(found.invariant).toBe('ledger-4');
}, 120_000);
