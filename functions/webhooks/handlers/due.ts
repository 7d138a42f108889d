import * as z from 'zod';
import { inParallel } from '../../kernel/parallel.ts';
import { type TaskDeps, task } from '../../kernel/task.ts';
import type { Delivery } from '../model/delivery.ts';
import { jobOf } from '../model/job.ts';
import { dueDeliveries, snooze } from '../store/due.ts';
import type { PostJobs } from '../store/jobs.ts';
import type { WebhooksStore } from '../store/webhooks-store.ts';

export interface DueDeps extends TaskDeps {
  readonly store: WebhooksStore;
  readonly post: PostJobs;
}

/** Until the next run and a little more. */
const AHEAD_MS = 75_000;
const WIDTH = 16;
/** Of up to 800 deliveries each. */
const PASSES_MAX = 25;

const wake = async ({ store, post }: DueDeps, delivery: Delivery, by: number): Promise<boolean> => {
  if (!(await snooze(store, delivery, by))) return false;
  const wait = Math.max(0, (delivery.nextAt ?? 0) - store.clock.now());
  await post([{ lane: 'brisk', message: jobOf(delivery), delaySeconds: Math.min(900, Math.ceil(wait / 1000)) }]);
  return true;
};

const LINE = { domain: 'webhooks', operation: 'wakeDeliveries' } as const;

/** Told in each run, and so each minute until somebody has mended it. */
const tellUnreadable = ({ log }: DueDeps, unreadable: readonly unknown[]): void => {
  if (unreadable.length === 0) return;
  for (const error of unreadable) log.error('a delivery cannot be read', LINE, error);
  log.info('deliveries are poison', { ...LINE, faults: 0, poison: unreadable.length });
};

/** Once a minute: deliveries whose next try comes before the next run, and those whose message never came, get one. */
export const buildDue = (deps: DueDeps) =>
  task({
    domain: 'webhooks',
    name: 'wakeDeliveries',
    input: z.unknown(),
    deps,
    run: async (_, deadline) => {
      let woken = 0;
      for (let passes = 0; passes < PASSES_MAX && deps.clock.now() < deadline; passes += 1) {
        const by = deps.clock.now() + AHEAD_MS;
        const { deliveries, unreadable } = await dueDeliveries(deps.store, by);
        if (passes === 0) tellUnreadable(deps, unreadable);
        let some = 0;
        await inParallel(deliveries, WIDTH, async (delivery) => {
          if (await wake(deps, delivery, by)) some += 1;
        });
        woken += some;
        if (some === 0) break;
      }
      deps.log.info('deliveries woken', { ...LINE, count: woken });
      return { woken };
    },
  });
