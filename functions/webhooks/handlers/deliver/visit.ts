import { present } from '../../../kernel/assert.ts';
import { isAsked } from '../../model/delivery.ts';
import type { Health } from '../../model/health.ts';
import type { Job } from '../../model/job.ts';
import { isGood, type Lesson, learn } from '../../model/lesson.ts';
import { admit, isProven, isQuick, VISIT_MS, type Visit } from '../../model/places.ts';
import { type Entered, enter, type Inside, type Left, leave } from '../../store/health.ts';
import type { Attend } from './attend.ts';
import { type DeliverDeps, recall, remember } from './deliver-deps.ts';
import { makeAttempt } from './make-attempt.ts';
import type { Ready } from './prepare.ts';
import { askToRevive } from './revive.ts';
import { turnAway } from './turn-away.ts';

/** A few short waits at an endpoint that frees its places within moments spare a message a second's delay. */
const WAITS_MAX = 4;
const WAIT_MS = 40;
/** Attempts of a visit at the same time: at an endpoint that is quick, and at one that answers well but takes its time. */
const WIDTH_QUICK = 4;
const WIDTH = 2;

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
    if (!isProven(health)) return 1;
    return isQuick(health) ? WIDTH_QUICK : WIDTH;
  };
  const attempt = (ready: Ready) =>
    attend([ready.job], () => makeAttempt(deps, ready, entered.health, (lesson) => lessons.push(lesson)));
  let made = 0;
  const goesOn = (): boolean => made === 0 || (lessons.length === made && lessons.every(isGood) && clock.now() < until);
  while (made < group.length && goesOn()) {
    const round = group.slice(made, made + widthNow());
    made += round.length;
    await Promise.all(round.map(attempt));
  }
  const rest = group.slice(made);
  const left = lessons.length === 0 ? undefined : await leaveTaught(deps, oneOf(group), entered, lessons);
  return { rest, health: left?.health ?? entered.health };
};

/** Attempts at one endpoint, which share a place since they are one run; or the reason why there is none now. */
export const visit = async (deps: DeliverDeps, group: Group, attend: Attend): Promise<void> => {
  const visitor = { lane: deps.lane, asked: group.some(({ delivery }) => isAsked(delivery)) };
  const entered = await enterSoon(deps, oneOf(group), visitor);
  if (entered.kind !== 'go') return turnAway(deps, group, entered.kind, entered.health, attend);
  const { rest, health } = await attemptAll(deps, group, entered, attend);
  if (rest.length === 0) return;
  const { kind } = admit(health, visitor, deps.store.clock.now(), 0);
  // Whoever could go has had its time, or has just failed: it is given a moment.
  await turnAway(deps, rest, kind === 'go' ? 'full' : kind, health, attend);
};
