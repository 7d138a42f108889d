import { present } from '../../../kernel/core/assert.ts';
import { LIMITED } from '../../model/attempt.ts';
import { isAsked, isEarly, mayBeEarly } from '../../model/delivery.ts';
import { failsAtOnce, type Health, isYoung } from '../../model/health.ts';
import type { Job } from '../../model/job.ts';
import { isGood, type Lesson, learn } from '../../model/lesson.ts';
import { admit, isQuick, VISIT_MS, type Visit, widthOf } from '../../model/places.ts';
import type { Attend } from './attend.ts';
import { type DeliverDeps, recall, remember } from './deliver-deps.ts';
import { abandon, type Entered, enter, type Inside, type Left, leave } from './health.ts';
import { chargeFailures, hostWait } from './host-budget.ts';
import { makeAttempt } from './make-attempt.ts';
import type { Ready } from './prepare.ts';
import { askToRevive } from './revive.ts';
import { skipAll, turnAway } from './turn-away.ts';

/** A few short waits at an endpoint that frees its places within moments spare a message a second's delay. */
const WAITS_MAX = 4;
const WAIT_MS = 40;

/** Jobs of a batch that visit an endpoint together, at least one. */
export type Group = readonly Ready[];

/** What its owner has asked for, which no breaker holds back, goes alone. */
export const groupsOf = (ready: readonly Ready[]): readonly Group[] => {
  const nameOf = ({ job, delivery }: Ready): string =>
    `${job.tenant}#${job.endpoint}${isAsked(delivery) ? `#${job.delivery}` : ''}`;
  return [...Map.groupBy(ready, nameOf).values()];
};

/** One job for all of them: they are alike in tenant and endpoint. */
const oneOf = ([first]: Group): Job => present(first, 'a group holds a job').job;

const enterSoon = async (deps: DeliverDeps, job: Job, visit: Visit): Promise<Entered> => {
  const { store } = deps;
  for (let waits = 0; ; waits += 1) {
    const entered = await enter(store, job, visit, recall(deps, job));
    remember(deps, job, entered);
    if (entered.kind !== 'full' || !isQuick(entered.health) || waits === WAITS_MAX) return entered;
    await store.clock.sleep(Math.ceil(WAIT_MS * (waits + store.chance.fraction())));
  }
};

/** The place comes back by time, and what waits has its own time: nothing is lost where this fails. */
const leaveTaught = async (
  deps: DeliverDeps,
  job: Job,
  entered: Inside,
  lessons: readonly Lesson[],
): Promise<Left | undefined> => {
  try {
    const left = await leave(deps.store, job, entered, lessons);
    remember(deps, job, left);
    if (left.back) await askToRevive(deps, job);
    return left;
  } catch (error) {
    deps.log.error('place not given back', { domain: 'webhooks' }, error);
    return undefined;
  }
};

/** Whether a visit goes on that has met failures: they came at once, the outage is young, and the next try is at its time. */
const mayFail = (before: Health, lessons: readonly Lesson[], next: Ready | undefined, now: number): boolean => {
  const { failures, failedAt, latencyMs, waitUntil } = learn(before, lessons);
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

/** What a visit has not come to, and the endpoint as it left it. */
interface Unmade {
  readonly rest: Group;
  readonly health: Health;
}

/**
 * Makes the attempts of a group at the one place that was taken for them. At whom nobody knows, or who failed last, the first
 * goes alone; after one without success none begins, nor after the time of a visit. Those that were not made are answered.
 */
const attemptAll = async (deps: DeliverDeps, group: Group, entered: Inside, attend: Attend): Promise<Unmade> => {
  const { clock } = deps.store;
  const until = clock.now() + VISIT_MS[deps.lane];
  const lessons: Lesson[] = [];
  const widthNow = (): number => {
    const { latencyMs } = learn(entered.health, lessons);
    const health = lessons.length === 0 ? entered.health : { ...entered.health, failures: 0, latencyMs };
    return widthOf(health, deps.lane);
  };
  const attempt = (ready: Ready) =>
    attend([ready.job], () => makeAttempt(deps, ready, entered.health, (lesson) => lessons.push(lesson)));
  let made = 0;
  const goesOn = (): boolean => {
    if (made === 0) return true;
    if (lessons.length < made || clock.now() >= until) return false;
    return lessons.every(isGood) || mayFail(entered.health, lessons, group[made], clock.now());
  };
  while (made < group.length && goesOn()) {
    const round = group.slice(made, made + widthNow());
    made += round.length;
    await Promise.all(round.map(attempt));
  }
  const rest = group.slice(made);
  const [first] = group;
  if (first !== undefined) await chargeFailures(deps, first, entered.health, lessons);
  const left = lessons.length === 0 ? undefined : await leaveTaught(deps, oneOf(group), entered, lessons);
  return { rest, health: left?.health ?? entered.health };
};

/** Attempts at one endpoint, which share a place since they are one run; or the reason why there is none now. */
export const visit = async (deps: DeliverDeps, all: Group, attend: Attend): Promise<void> => {
  const now = deps.store.clock.now();
  // What has been woken too often before its time comes at its time.
  const group = inOrder(all, now).filter(({ delivery }) => !isEarly(delivery, now) || mayBeEarly(delivery));
  if (group.length === 0) return;
  const asked = group.some(({ delivery }) => isAsked(delivery));
  const visitor = {
    lane: deps.lane,
    asked,
    early: group.every(({ job, delivery }) => job.probe === true && isEarly(delivery, now)),
  };
  const entered = await enterSoon(deps, oneOf(group), visitor);
  if (entered.kind !== 'go') return turnAway(deps, group, entered.kind, entered.health, attend);
  const wait = await hostWait(deps, present(group[0], 'a group holds a job'), entered.health);
  if (wait > 0) {
    await abandon(deps.store, oneOf(group), entered);
    return skipAll(deps, group, { openUntil: deps.store.clock.now() + wait }, attend, LIMITED);
  }
  const { rest, health } = await attemptAll(deps, group, entered, attend);
  if (rest.length === 0) return;
  const { kind } = admit(health, visitor, deps.store.clock.now(), 0);
  // Whoever could go has had its time, or has just failed: it is given a moment.
  await turnAway(deps, rest, kind === 'go' ? 'full' : kind, health, attend);
};
