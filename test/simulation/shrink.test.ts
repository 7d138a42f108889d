import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { shrink } from './shrink.ts';
import type { Outcome, replay } from './simulate.ts';
import { Violation } from './violation.ts';
import type { Step } from './world/steps.ts';

const wait = (ms: number): Step => ({ do: 'wait', ms });

const outcome = (script: readonly Step[], violation: Violation | undefined): Outcome => ({
  seed: 1,
  profile: 'ledger',
  hash: '',
  violation,
  script,
  lines: [],
  met: new Map(),
  reached: new Map(),
});

/** A world that breaks where all of some steps are in a script, in which every third step finds nothing to do. */
const breakingAt =
  (needed: readonly number[]): typeof replay =>
  async (_, script) => {
    const did = script.filter((step) => step.do === 'wait' && (step.ms % 3 !== 0 || needed.includes(step.ms)));
    const there = new Set(did.map((step) => (step.do === 'wait' ? step.ms : 0)));
    const breaks = needed.every((ms) => there.has(ms));
    return outcome(did, breaks ? new Violation('ledger-1', 'broken') : undefined);
  };

test('a script that breaks an invariant is shrunk to the steps that it needs, in their order', async () => {
  const needs = fc.uniqueArray(fc.integer({ min: 0, max: 79 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(needs, async (needed) => {
      const script = Array.from({ length: 80 }, (_, ms) => wait(ms));
      const failed = outcome(script, new Violation('ledger-1', 'broken'));
      const shrunk = await shrink(failed, { steps: 80 }, breakingAt(needed));
      expect(shrunk.script).toEqual(needed.toSorted((a, b) => a - b).map(wait));
    }),
    { numRuns: 20 },
  );
});

test('a script that breaks another invariant is no shorter form of the first', async () => {
  const script = [wait(1), wait(2)];
  const other: typeof replay = async (_, some) =>
    outcome(some, new Violation(some.length === 2 ? 'ledger-1' : 'ledger-2', 'broken'));
  const shrunk = await shrink(outcome(script, new Violation('ledger-1', 'broken')), { steps: 2 }, other);
  expect(shrunk.script).toEqual(script);
});
