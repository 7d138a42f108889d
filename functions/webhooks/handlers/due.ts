import * as z from 'zod';
import { inParallel, together } from '../../kernel/parallel.ts';
import { type TaskDeps, task } from '../../kernel/task.ts';
import type { Delivery } from '../model/delivery.ts';
import { jobOf } from '../model/job.ts';
import { type DuePage, dueIn, SHARDS, snooze } from '../store/due.ts';
import type { Posted, PostJobs } from '../store/jobs.ts';
import type { WebhooksStore } from '../store/webhooks-store.ts';

export interface DueDeps extends TaskDeps {
  readonly store: WebhooksStore;
  readonly post: PostJobs;
  /** How long ago the oldest alarm rang that this run has found, in ms. */
  readonly onLate?: (lateMs: number) => void;
}

/** Until the next run and a little more. */
const AHEAD_MS = 75_000;
/** Alarms of one shard that are moved at the same time. */
const WIDTH = 12;
/** Each has a line in the log, in each run: who mends them needs a few and not thousands. */
const LINES_MAX = 20;

const LINE = { domain: 'webhooks', operation: 'wakeDeliveries' } as const;

const hint = (delivery: Delivery, now: number): Posted => {
  const wait = Math.max(0, (delivery.nextAt ?? 0) - now);
  return { lane: 'brisk', message: jobOf(delivery), delaySeconds: Math.min(900, Math.ceil(wait / 1000)) };
};

/** First the alarms and then the messages: what dies in between is looked at again. */
const wake = async ({ store, post }: DueDeps, deliveries: readonly Delivery[], by: number): Promise<number> => {
  const woken: Delivery[] = [];
  await inParallel(deliveries, WIDTH, async (delivery) => {
    if (await snooze(store, delivery, by)) woken.push(delivery);
  });
  await post(woken.map((delivery) => hint(delivery, store.clock.now())));
  return woken.length;
};

/** What a run has come across. */
class Findings {
  woken = 0;
  readonly #unreadable: unknown[] = [];
  #since = Number.POSITIVE_INFINITY;

  take({ unreadable, since }: DuePage): void {
    this.#unreadable.push(...unreadable);
    this.#since = Math.min(this.#since, since ?? Number.POSITIVE_INFINITY);
  }

  lateMs(now: number): number {
    return Math.max(0, now - this.#since);
  }

  /** Told in each run, and so each minute until somebody has mended it. */
  tellUnreadable({ log }: DueDeps): void {
    const { length } = this.#unreadable;
    if (length === 0) return;
    for (const error of this.#unreadable.slice(0, LINES_MAX)) log.error('a delivery cannot be read', LINE, error);
    log.info('deliveries are poison', { ...LINE, faults: 0, poison: length });
  }
}

/** Page by page until nothing is due, or the time is up; the next run goes on then. */
const wakeShard = async (
  deps: DueDeps,
  shard: number,
  found: Findings,
  { by, deadline }: { readonly by: number; readonly deadline: number },
): Promise<void> => {
  let from: DuePage['next'];
  do {
    const page = await dueIn(deps.store, shard, by, from);
    found.take(page);
    found.woken += await wake(deps, page.deliveries, by);
    from = page.next;
  } while (from !== undefined && deps.clock.now() < deadline);
};

/** Once a minute: deliveries whose next try comes before the next run, and those whose message never came, get one. */
export const buildDue = (deps: DueDeps) =>
  task({
    domain: 'webhooks',
    name: 'wakeDeliveries',
    input: z.unknown(),
    deps,
    run: async (_, deadline) => {
      const now = deps.clock.now();
      const found = new Findings();
      try {
        await together(SHARDS.map((shard) => wakeShard(deps, shard, found, { by: now + AHEAD_MS, deadline })));
      } finally {
        found.tellUnreadable(deps);
        deps.onLate?.(found.lateMs(now));
        deps.log.info('deliveries woken', { ...LINE, count: found.woken });
      }
      return { woken: found.woken };
    },
  });
