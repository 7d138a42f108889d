import type { Answer } from '../../model/attempt.ts';
import { isEarly } from '../../model/delivery.ts';
import { type Health, isBelieved } from '../../model/health.ts';
import { deferred, deferSeconds, type Job, longestWait, mayDefer } from '../../model/job.ts';
import { type Admission, admit, isProven, keepsSlots } from '../../model/slots.ts';
import type { Posted } from '../relay/job-queues.ts';
import { type DeliverDeps, type DeliverRun, recall } from './deliver-deps.ts';
import type { Ready } from './prepare.ts';
import { putOff, skip } from './record.ts';

/** Why an endpoint takes no attempt now. */
type NotNow = Exclude<Admission['kind'], 'go'>;

/** A message that has found no slot, or no run of its tenant: it comes again later. @param most seconds that it may wait */
export const later = ({ lane, store }: DeliverDeps, job: Job, most: number): Posted => ({
  lane,
  message: deferred(job),
  delaySeconds: deferSeconds(job, store.random.fraction(), most),
});

const elsewhere = (job: Job): Posted => ({ lane: 'patient', message: job, delaySeconds: 0 });

/** Skips a try of each; what is early has its own time still to come, and its own message. */
export const skipAll = async (
  deps: DeliverRun,
  group: readonly Ready[],
  until: Pick<Health, 'openUntil'>,
  why?: Answer,
): Promise<void> => {
  const due = group.filter(({ delivery }) => !isEarly(delivery, deps.store.clock.now()));
  await Promise.all(due.map((ready) => deps.isolate([ready.job], () => skip(deps, ready, until, why))));
};

/** What becomes of jobs that find no slot at their endpoint, each for itself where it is more than a message. */
export const deferGroup = async (
  deps: DeliverRun,
  group: readonly Ready[],
  why: NotNow,
  health: Health,
): Promise<void> => {
  const each = (some: readonly Ready[], work: (ready: Ready) => Promise<void>) =>
    Promise.all(some.map((ready) => deps.isolate([ready.job], () => work(ready))));
  const send = async (some: readonly Ready[], posted: (job: Job) => Posted) => {
    const jobs = some.map(({ job }) => job);
    await deps.isolate(jobs, () => deps.post(jobs.map(posted)));
  };
  switch (why) {
    case 'open':
      return skipAll(deps, group, health);
    case 'patient':
      return send(group, elsewhere);
    case 'full': {
      const [waiting, tired] = [group.filter(({ job }) => mayDefer(job)), group.filter(({ job }) => !mayDefer(job))];
      const most = longestWait(isProven(health));
      await send(waiting, (job) => later(deps, job, most));
      await each(tired, (ready) => putOff(deps, ready));
    }
  }
};

/**
 * What is to be sent on, or back, unread: where its endpoint was seen moments ago to be served elsewhere or to have no slot.
 * So many messages for a slow server cost little.
 */
export const deferredUnread = (deps: DeliverDeps, job: Job): Posted | undefined => {
  const now = deps.store.clock.now();
  const known = recall(deps, job);
  if (known === undefined || !isBelieved(known, now) || !keepsSlots(known.health)) return undefined;
  const { kind } = admit(known.health, { lane: deps.lane, asked: false, early: false }, now, 0);
  if (kind === 'patient') return elsewhere(job);
  return kind === 'full' && mayDefer(job) ? later(deps, job, longestWait(isProven(known.health))) : undefined;
};
