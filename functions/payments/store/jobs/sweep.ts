import * as z from 'zod';
import { inParallel } from '../../../kernel/core/parallel.ts';
import { type TaskDeps, task } from '../../../kernel/triggers/task.ts';
import { wakeDue } from '../../../kernel/triggers/wake-due.ts';
import type { Rails } from '../../model/rails.ts';
import type { AskLedger } from '../commit/ledger.ts';
import { snooze } from '../commit/payments.ts';
import { type Due, dueIn, SHARDS } from '../queries/due.ts';
import type { Post } from '../relay/work-queue.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { checkClearing } from './check-clearing.ts';
import { sweepFiles } from './sweep-files.ts';

export interface SweepDeps extends TaskDeps {
  readonly store: PaymentsStore;
  readonly post: Post;
  /** Into the queue of files. */
  readonly postFile: Post;
  readonly rails: Rails;
  readonly ask: AskLedger;
  /** So many clearing accounts have something that is no payment's; told where some were looked at. */
  readonly onUnbalanced?: (count: number) => void;
  /** How long ago the oldest alarm rang that this run has found, in ms. */
  readonly onLate?: (lateMs: number) => void;
}

/** Alarms of one shard that are moved at the same time. */
const WIDTH = 12;
/** What waits for a rail is looked at again after that. */
const AGAIN_MS = 60_000;

const SOUGHT = { domain: 'payments', operation: 'sweepPayments', one: 'a payment', many: 'payments' } as const;

/** First the alarms and then the messages: what dies in between is looked at again. */
const wake = async ({ store, post }: SweepDeps, found: readonly Due[], deadline: number): Promise<number> => {
  const woken: Due[] = [];
  await inParallel(found, WIDTH, async (one) => {
    const now = store.clock.now();
    const until = Math.max(now + AGAIN_MS, one.again(now) ?? 0);
    if (await snooze(store, one, until, deadline)) woken.push(one);
  });
  await post(woken.map(({ tenant, job }) => ({ tenant, body: JSON.stringify(job), delaySeconds: 0 })));
  return woken.length;
};

/** Once a minute: payments whose message never came, whose rail is silent, or that are stuck, get a look; files are cut off; clearing accounts are checked. */
export const buildSweep = (deps: SweepDeps) =>
  task({
    domain: 'payments',
    name: 'sweepPayments',
    input: z.unknown(),
    deps,
    run: async (_, deadline) => {
      const { woken } = await wakeDue(
        deps,
        {
          ...SOUGHT,
          shards: SHARDS,
          page: (shard, by, from) => dueIn(deps.store, shard, by, from),
          wake: (due) => wake(deps, due, deadline),
        },
        { aheadMs: 0, deadline },
      );
      const files = await sweepFiles(deps, deadline);
      return { woken, files, clearing: await checkClearing(deps, deadline) };
    },
  });
