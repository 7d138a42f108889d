import { queue } from '../../kernel/queue.ts';
import { isAsked, isEarly } from '../model/delivery.ts';
import { isBelieved } from '../model/health.ts';
import { deferred, deferSeconds, isRevival, type Job, mayDefer, readMessage } from '../model/job.ts';
import { admit, isQuick, keepsPlaces } from '../model/places.ts';
import { type Entered, enter } from '../store/health.ts';
import { type DeliverDeps, recall, remember } from './deliver/deliver-deps.ts';
import { makeAttempt } from './deliver/make-attempt.ts';
import { prepare } from './deliver/prepare.ts';
import { putOff, skip } from './deliver/record.ts';
import { revive } from './deliver/revive.ts';

/** A few short waits at an endpoint that frees its places within moments spare a message a second's delay. */
const WAITS_MAX = 4;
const WAIT_MS = 40;

const enterSoon = async (deps: DeliverDeps, job: Job, asked: boolean): Promise<Entered> => {
  const { store, lane } = deps;
  for (let waits = 0; ; waits += 1) {
    const entered = await enter(store, job, { lane, asked }, recall(deps, job));
    remember(deps, job, entered);
    if (entered.kind !== 'full' || !isQuick(entered.health) || waits === WAITS_MAX) return entered;
    await store.clock.sleep(Math.ceil(WAIT_MS * (waits + store.chance.fraction())));
  }
};

/** A message that has found no place: it comes again later. */
const defer = ({ post, lane, store }: DeliverDeps, job: Job): Promise<void> =>
  post([{ lane, message: deferred(job), delaySeconds: deferSeconds(job, store.chance.fraction()) }]);

const handOver = ({ post }: DeliverDeps, job: Job): Promise<void> =>
  post([{ lane: 'patient', message: job, delaySeconds: 0 }]);

/**
 * Sends a message on, or back, unread where its endpoint was seen moments ago to be served elsewhere or to have no place: so
 * many messages for a slow server cost little. Whether it did.
 */
const turnAway = async (deps: DeliverDeps, job: Job): Promise<boolean> => {
  const now = deps.store.clock.now();
  const known = recall(deps, job);
  if (known === undefined || !isBelieved(known, now) || !keepsPlaces(known.health)) return false;
  const { kind } = admit(known.health, { lane: deps.lane, asked: false }, now, 0);
  if (kind === 'patient') await handOver(deps, job);
  else if (kind === 'full' && mayDefer(job)) await defer(deps, job);
  else return false;
  return true;
};

/** One message: an attempt, or the reason why there is none now. */
const deliver = async (deps: DeliverDeps, job: Job): Promise<void> => {
  if (await turnAway(deps, job)) return;
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
      return handOver(deps, job);
    case 'full':
      return mayDefer(job) ? defer(deps, job) : putOff(deps, ready);
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
