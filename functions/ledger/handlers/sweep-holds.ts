import * as z from 'zod';
import type { Log } from '../../kernel/core/log.ts';
import { together } from '../../kernel/core/parallel.ts';
import type { Random } from '../../kernel/core/ports.ts';
import { type TaskDeps, task } from '../../kernel/triggers/task.ts';
import { ulid } from '../../kernel/values/ids.ts';
import { type Swept, sweepHolds } from '../store/jobs/sweep.ts';
import { sendHeartbeats } from '../store/relay/heartbeats.ts';
import type { LedgerStore } from '../store/table/ledger-store.ts';

/** The schedule sends what it likes; a person adds `weeksBack` after a standstill of more than a week. */
const input = z.looseObject({ weeksBack: z.int().min(0).max(60).optional() }).nullish();

export interface SweepDeps extends TaskDeps {
  readonly store: LedgerStore;
  readonly random: Random;
}

/** A broken hold fails the run after all others are done, so that it is told and nobody's money waits for it. */
const logged = (log: Log, swept: Swept): Swept => {
  const { expired, passed, busy, failed } = swept;
  log.info('holds swept', { domain: 'ledger', operation: 'sweepHolds', count: expired, failed: failed + busy });
  if (failed > 0)
    throw new Error(`${failed} of ${expired + passed + busy + failed} due holds could not expire: ${swept.reason}`);
  return swept;
};

/** Once a minute: holds that are due expire, within 60 seconds of their time, and a beat goes through the stream. */
export const buildSweepHolds = (deps: SweepDeps) =>
  task({
    domain: 'ledger',
    name: 'sweepHolds',
    input,
    deps,
    run: async (asked, deadline) => {
      const requestId = ulid('req_', deps.clock, deps.random);
      const sweep = { weeksBack: asked?.weeksBack ?? 1, requestId, deadline };
      const [swept] = await together([sweepHolds(deps.store, sweep), sendHeartbeats(deps.store)]);
      return logged(deps.log, swept);
    },
  });
