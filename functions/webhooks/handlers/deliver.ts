import { queueBatch } from '../../kernel/queue-batch.ts';
import { isJob, isRevival, type Job, readMessage } from '../model/job.ts';
import { type Attend, attending } from './deliver/attend.ts';
import type { DeliverDeps } from './deliver/deliver-deps.ts';
import { load, prepare, type Ready } from './deliver/prepare.ts';
import { revive } from './deliver/revive.ts';
import { turnedAwayUnread } from './deliver/turn-away.ts';
import { groupsOf, visit } from './deliver/visit.ts';

/** Of two messages about the same attempt the second has nothing to add. */
const distinct = (jobs: readonly Job[]): readonly Job[] => [
  ...new Map(jobs.map((job) => [`${job.tenant}#${job.delivery}#${job.attempts}`, job])).values(),
];

/** Sends on what is turned away unread; the others. */
const stayingOf = async (deps: DeliverDeps, jobs: readonly Job[], attend: Attend): Promise<readonly Job[]> => {
  const judged = jobs.map((job) => ({ job, posted: turnedAwayUnread(deps, job) }));
  const gone = judged.flatMap(({ posted }) => posted ?? []);
  const away = judged.filter(({ posted }) => posted !== undefined).map(({ job }) => job);
  if (gone.length > 0) await attend(away, () => deps.post(gone));
  return judged.filter(({ posted }) => posted === undefined).map(({ job }) => job);
};

const prepareAll = async (deps: DeliverDeps, jobs: readonly Job[], attend: Attend): Promise<readonly Ready[]> => {
  const found = await load(deps.store, jobs);
  const ready = new Map<Job, Ready | undefined>();
  await Promise.all(jobs.map((job) => attend([job], async () => ready.set(job, await prepare(deps, job, found)))));
  return jobs.flatMap((job) => ready.get(job) ?? []);
};

const deliver = async (deps: DeliverDeps, jobs: readonly Job[], attend: Attend): Promise<void> => {
  const staying = await stayingOf(deps, jobs, attend);
  await attend(staying, async () => {
    const ready = await prepareAll(deps, staying, attend);
    const visits = groupsOf(ready).map((group) =>
      attend(
        group.map(({ job }) => job),
        () => visit(deps, group, attend),
      ),
    );
    await Promise.all(visits);
  });
};

/**
 * Attempts, from one of the two queues. A message is a hint: what is due, and whether, stands in the table, and the record of
 * an attempt is made on the condition that nobody else has made it. So a message may come twice, late, or never. What a batch
 * needs is read together, and its attempts at one endpoint share a place; each message succeeds or fails alone.
 */
export const buildDeliver = (deps: DeliverDeps) =>
  queueBatch({
    domain: 'webhooks',
    deps,
    read: readMessage,
    handle: async (arrived) => {
      const { left, attend } = attending(arrived);
      const messages = arrived.map(({ message }) => message);
      const revivals = messages.filter(isRevival).map((one) => attend([one], () => revive(deps, one)));
      const jobs = distinct(messages.filter(isJob));
      await Promise.all([...revivals, deliver(deps, jobs, attend)]);
      return left;
    },
  });
