import * as z from 'zod';
import { inParallel } from '../../../kernel/core/parallel.ts';
import { type TaskDeps, task } from '../../../kernel/triggers/task.ts';
import { wakeDue } from '../../../kernel/triggers/wake-due.ts';
import type { Delivery } from '../../model/delivery.ts';
import { jobOf } from '../../model/job.ts';
import type { Posted, PostJobs } from '../relay/job-queues.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';
import { dueIn, postponeFallback, SHARDS } from './due.ts';

export interface DueDeps extends TaskDeps {
  readonly store: WebhooksStore;
  readonly post: PostJobs;
  /** How late the oldest fallback is that this run has found, in ms. */
  readonly onLate?: (lateMs: number) => void;
}

/** Until the next run and a little more. */
const AHEAD_MS = 75_000;
/** Fallbacks of one shard that are moved at the same time. */
const WIDTH = 12;

const SOUGHT = { domain: 'webhooks', operation: 'wakeDeliveries', one: 'a delivery', many: 'deliveries' } as const;

const hint = (delivery: Delivery, now: number): Posted => {
  const wait = Math.max(0, (delivery.nextAt ?? 0) - now);
  return { lane: 'brisk', message: jobOf(delivery), delaySeconds: Math.min(900, Math.ceil(wait / 1000)) };
};

/** First the fallbacks and then the messages: what dies in between is looked at again. */
const wake = async ({ store, post }: DueDeps, deliveries: readonly Delivery[], by: number): Promise<number> => {
  const woken: Delivery[] = [];
  await inParallel(deliveries, WIDTH, async (delivery) => {
    if (await postponeFallback(store, delivery, by)) woken.push(delivery);
  });
  await post(woken.map((delivery) => hint(delivery, store.clock.now())));
  return woken.length;
};

/** Once a minute: deliveries whose next try comes before the next run, and those whose message never came, get one. */
export const buildDue = (deps: DueDeps) =>
  task({
    domain: 'webhooks',
    name: 'wakeDeliveries',
    input: z.unknown(),
    deps,
    run: (_, deadline) =>
      wakeDue(
        deps,
        {
          ...SOUGHT,
          shards: SHARDS,
          page: (shard, by, from) => dueIn(deps.store, shard, by, from),
          wake: (due, by) => wake(deps, due, by),
        },
        { aheadMs: AHEAD_MS, deadline },
      ),
  });
