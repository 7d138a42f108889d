import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { resume } from '../../../functions/registry/handlers/release/resume.ts';
import { domainStatus } from '../../../functions/registry/handlers/release/status.ts';
import { unpin } from '../../../functions/registry/handlers/release/unpin.ts';
import { firstDamage } from '../../../functions/registry/model/chain.ts';
import { ReleaseRefused } from '../../../functions/registry/model/log-errors.ts';
import { runs } from '../../support/runs.ts';
import { back, CHANGES, twice, why } from './rolling-back.ts';
import { Crash } from './world.ts';

const STEPS = ['deploy', 'rollback', 'further', 'resume', 'unpin', 'crash'] as const;

describe('whatever operators do, in any order and with crashes', () => {
  const steps = fc.array(fc.constantFrom(...STEPS), { maxLength: 14 });

  test('the log stays whole, only what was live comes back, and pins, aliases and log agree when nothing is open', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(CHANGES), fc.boolean(), async (plan, offset, after) => {
        const world = twice();
        const everLive = new Set(['1', '2']);
        for (const step of plan) {
          world.crashAt = step === 'crash' ? { change: world.changes + 1 + offset, after } : undefined;
          const ports = world.ports();
          const run = {
            deploy: async () => void world.deploy(),
            rollback: () => back(ports),
            further: () => back(ports, { further: true }),
            crash: () => back(ports, { further: true }),
            resume: () => resume(ports, 'ledger'),
            unpin: () => unpin(ports, { domain: 'ledger', why, dryRun: false, anyway: false }),
          }[step];
          await run().catch((error: unknown) => {
            if (!(error instanceof ReleaseRefused || error instanceof Crash)) throw error;
          });
          expect(firstDamage(world.records)).toBeUndefined();
          if (step === 'deploy') for (const { version } of Object.values(world.aliases)) everLive.add(version);
          for (const { version } of Object.values(world.aliases)) expect(everLive.has(version)).toBe(true);
          if (world.history.open !== undefined || world.crashAt !== undefined) continue;
          const { problems, functions } = await domainStatus(world.ports(), 'ledger');
          // Unpinned before any deployment has seen the pin: no deployment of the same brings it back, and that is told.
          const staying = functions.filter(({ pin, next }) => pin === null && next === 'stays');
          expect(problems).toHaveLength(staying.length);
          expect(problems.join().match(/does not come back by itself/g) ?? []).toHaveLength(staying.length);
        }
      }),
      { numRuns: runs(300) },
    );
  });
});
