import { present } from '../../../kernel/core/assert.ts';
import { LIMITED } from '../../model/attempt.ts';
import { type AttemptResult, isGood, outcomeOf } from '../../model/attempt-result.ts';
import { isAsked, isEarly, mayBeEarly } from '../../model/delivery.ts';
import { failsAtOnce, type Health, isYoung } from '../../model/health.ts';
import type { Job } from '../../model/job.ts';
import { admit, GROUP_MS, isQuick, type SlotRequest, widthOf } from '../../model/slots.ts';
import { deferGroup, skipAll } from './defer.ts';
import { type DeliverRun, recall, remember } from './deliver-deps.ts';
import { chargeFailures, hostWait } from './host-budget.ts';
import { makeAttempt } from './make-attempt.ts';
import type { Ready } from './prepare.ts';
import { type Acquired, type Acquisition, acquireSlot, type Released, releaseSlot, releaseUnused } from './slots.ts';
import { askToWake } from './wake-waiting.ts';

/** A few short waits at an endpoint that frees its slots within moments spare a message a second's delay. */
const WAITS_MAX = 4;
const WAIT_MS = 40;

/** Jobs of a batch that are attempted together at one endpoint, at least one. */
export type Group = readonly Ready[];

/** What its owner has asked for, which no breaker holds back, goes alone. */
export const attemptGroups = (ready: readonly Ready[]): readonly Group[] => {
  const nameOf = ({ job, delivery }: Ready): string =>
    `${job.tenant}#${job.endpoint}${isAsked(delivery) ? `#${job.delivery}` : ''}`;
  return [...Map.groupBy(ready, nameOf).values()];
};

/** One job for all of them: they are alike in tenant and endpoint. */
const oneOf = ([first]: Group): Job => present(first, 'a group holds a job').job;

const acquireSoon = async (deps: DeliverRun, job: Job, request: SlotRequest): Promise<Acquisition> => {
  const { store } = deps;
  for (let waits = 0; ; waits += 1) {
    const acquired = await acquireSlot(store, job, request, recall(deps, job));
    remember(deps, job, acquired);
    if (acquired.kind !== 'full' || !isQuick(acquired.health) || waits === WAITS_MAX) return acquired;
    await store.clock.sleep(Math.ceil(WAIT_MS * (waits + store.random.fraction())));
  }
};

/** The slot comes back by time, and what waits has its own time: nothing is lost where this fails. */
const tryRelease = async (
  deps: DeliverRun,
  job: Job,
  acquired: Acquired,
  results: readonly AttemptResult[],
): Promise<Released | undefined> => {
  try {
    const released = await releaseSlot(deps.store, job, acquired, results);
    remember(deps, job, released);
    if (released.back) await askToWake(deps, job);
    return released;
  } catch (error) {
    deps.log.error('slot not released', { domain: 'webhooks' }, error);
    return undefined;
  }
};

/** Whether a group goes on after failures: they came at once, the outage is young, and the next try is at its time. */
const mayFail = (before: Health, results: readonly AttemptResult[], next: Ready | undefined, now: number): boolean => {
  const { failures, failedAt, latencyMs, waitUntil } = outcomeOf(before, results);
  const health = { failures: before.failures + failures, failingSince: before.failingSince ?? failedAt, latencyMs };
  return (
    isYoung(health, now) &&
    failsAtOnce(health) &&
    waitUntil === 0 &&
    !isEarly(present(next, 'one is left').delivery, now)
  );
};

/** Tries at their time before those that only find out whether the endpoint is back. */
const inOrder = (group: Group, now: number): Group =>
  group.toSorted((a, b) => Number(isEarly(a.delivery, now)) - Number(isEarly(b.delivery, now)));

/** What of a group was not attempted, and the endpoint as it is then. */
interface Unmade {
  readonly rest: Group;
  readonly health: Health;
}

/**
 * Makes the attempts of a group at the one slot that was taken for them. At whom nobody knows, or who failed last, the first
 * goes alone; after one without success none begins, nor after the time of a group. Those that were not made are answered.
 */
const attemptAll = async (deps: DeliverRun, group: Group, acquired: Acquired): Promise<Unmade> => {
  const { clock } = deps.store;
  const until = clock.now() + GROUP_MS[deps.lane];
  const results: AttemptResult[] = [];
  const widthNow = (): number => {
    const { latencyMs } = outcomeOf(acquired.health, results);
    const health = results.length === 0 ? acquired.health : { ...acquired.health, failures: 0, latencyMs };
    return widthOf(health, deps.lane);
  };
  const attempt = (ready: Ready) =>
    deps.isolate([ready.job], () => makeAttempt(deps, ready, acquired.health, (result) => results.push(result)));
  let made = 0;
  const goesOn = (): boolean => {
    if (made === 0) return true;
    if (results.length < made || clock.now() >= until) return false;
    return results.every(isGood) || mayFail(acquired.health, results, group[made], clock.now());
  };
  while (made < group.length && goesOn()) {
    const round = group.slice(made, made + widthNow());
    made += round.length;
    await Promise.all(round.map(attempt));
  }
  const rest = group.slice(made);
  const [first] = group;
  if (first !== undefined) await chargeFailures(deps, first, acquired.health, results);
  const released = results.length === 0 ? undefined : await tryRelease(deps, oneOf(group), acquired, results);
  return { rest, health: released?.health ?? acquired.health };
};

/** Attempts at one endpoint, which share a slot since they are one run; or the reason why there is none now. */
export const attemptGroup = async (deps: DeliverRun, all: Group): Promise<void> => {
  const now = deps.store.clock.now();
  // What has been woken too often before its time comes at its time.
  const group = inOrder(all, now).filter(({ delivery }) => !isEarly(delivery, now) || mayBeEarly(delivery));
  if (group.length === 0) return;
  const asked = group.some(({ delivery }) => isAsked(delivery));
  const request = {
    lane: deps.lane,
    asked,
    early: group.every(({ job, delivery }) => job.probe === true && isEarly(delivery, now)),
  };
  const acquired = await acquireSoon(deps, oneOf(group), request);
  if (acquired.kind !== 'go') return deferGroup(deps, group, acquired.kind, acquired.health);
  const wait = await hostWait(deps, present(group[0], 'a group holds a job'), acquired.health);
  if (wait > 0) {
    await releaseUnused(deps.store, oneOf(group), acquired);
    return skipAll(deps, group, { openUntil: deps.store.clock.now() + wait }, LIMITED);
  }
  const { rest, health } = await attemptAll(deps, group, acquired);
  if (rest.length === 0) return;
  const { kind } = admit(health, request, deps.store.clock.now(), 0);
  // Whoever could go has had its time, or has just failed: it is given a moment.
  await deferGroup(deps, rest, kind === 'go' ? 'full' : kind, health);
};
