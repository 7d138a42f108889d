import { queue } from '../../kernel/queue.ts';
import { isAsked, isEarly } from '../model/delivery.ts';
import { isRevival, type Job, readMessage } from '../model/job.ts';
import { isQuick } from '../model/places.ts';
import { type Entered, enter } from '../store/health.ts';
import type { DeliverDeps } from './deliver/deliver-deps.ts';
import { makeAttempt } from './deliver/make-attempt.ts';
import { prepare } from './deliver/prepare.ts';
import { defer, skip } from './deliver/record.ts';
import { revive } from './deliver/revive.ts';

/** A few short waits at an endpoint that frees its places within moments spare a message a second's delay. */
const WAITS_MAX = 4;
const WAIT_MS = 40;

const enterSoon = async ({ store, lane, seen }: DeliverDeps, job: Job, asked: boolean): Promise<Entered> => {
  const name = `${job.tenant}#${job.endpoint}`;
  for (let waits = 0; ; waits += 1) {
    const entered = await enter(store, job, { lane, asked }, seen.get(name));
    seen.set(name, entered.health);
    if (entered.kind !== 'full' || !isQuick(entered.health) || waits === WAITS_MAX) return entered;
    await store.clock.sleep(Math.ceil(WAIT_MS * (waits + store.chance.fraction())));
  }
};

/** One message: an attempt, or the reason why there is none now. */
const deliver = async (deps: DeliverDeps, job: Job): Promise<void> => {
  const ready = await prepare(deps, job);
  if (ready === undefined) return;
  const { store } = deps;
  const entered = await enterSoon(deps, job, isAsked(ready.delivery));
  switch (entered.kind) {
    case 'go':
      return makeAttempt(deps, ready, entered);
    case 'open':
      // Its own time is still to come, and has its own message.
      return isEarly(ready.delivery, store.clock.now()) ? undefined : skip(deps, ready, entered.health);
    case 'patient':
      return deps.post([{ lane: 'patient', message: job, delaySeconds: 0 }]);
    case 'full':
      return defer(deps, ready);
  }
};

/** Runs an attempt unless the same one is under way here: of two messages about it in a batch, the second has nothing to add. */
const once = (deliver: (job: Job) => Promise<void>) => {
  const underWay = new Set<string>();
  return async (job: Job): Promise<void> => {
    const attempt = `${job.tenant}#${job.delivery}#${job.attempts}`;
    if (underWay.has(attempt)) return;
    underWay.add(attempt);
    try {
      await deliver(job);
    } finally {
      underWay.delete(attempt);
    }
  };
};

/**
 * Attempts, from one of the two queues. A message is a hint: what is due, and whether, stands in the table, and the record of
 * an attempt is made on the condition that nobody else has made it. So a message may come twice, late, or never.
 */
export const buildDeliver = (deps: DeliverDeps) => {
  const attempt = once((job) => deliver(deps, job));
  return queue({
    domain: 'webhooks',
    deps,
    read: readMessage,
    handle: (message) => (isRevival(message) ? revive(deps, message) : attempt(message)),
  });
};
