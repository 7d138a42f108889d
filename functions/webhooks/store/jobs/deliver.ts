import { present } from '../../../kernel/core/assert.ts';
import { type Arrived, queueBatch } from '../../../kernel/triggers/queue-batch.ts';
import { isJob, isWakeUp, type Job, type Message, mayDefer, readMessage, SHARE_MAX_S } from '../../model/job.ts';
import { attemptGroup, attemptGroups } from './attempt-group.ts';
import { deferredUnread, later } from './defer.ts';
import type { DeliverDeps, DeliverRun, IsolateFailures } from './deliver-deps.ts';
import { load, prepare, type Ready } from './prepare.ts';
import { giveBack, type TenantRun, takeRun } from './tenant-runs.ts';
import { wakeWaiting } from './wake-waiting.ts';

/** The messages of a batch that stay in the queue, by id with the reason, and the way to work on them. */
const isolating = (arrived: readonly Arrived<Message>[]) => {
  const ids = new Map(arrived.map(({ id, message }) => [message, id]));
  const left = new Map<string, unknown>();
  const isolate: IsolateFailures = async (messages, work) => {
    try {
      await work();
    } catch (error) {
      for (const message of messages) left.set(present(ids.get(message), 'a message of this batch'), error);
    }
  };
  return { left, isolate };
};

/** Of two messages about the same attempt the second has nothing to add. */
const distinct = (jobs: readonly Job[]): readonly Job[] => [
  ...new Map(jobs.map((job) => [`${job.tenant}#${job.delivery}#${job.attempts}`, job])).values(),
];

/** Sends on what is turned away unread; the others. */
const stayingOf = async (deps: DeliverRun, jobs: readonly Job[]): Promise<readonly Job[]> => {
  const judged = jobs.map((job) => ({ job, posted: deferredUnread(deps, job) }));
  const gone = judged.flatMap(({ posted }) => posted ?? []);
  const away = judged.filter(({ posted }) => posted !== undefined).map(({ job }) => job);
  if (gone.length > 0) await deps.isolate(away, () => deps.post(gone));
  return judged.filter(({ posted }) => posted === undefined).map(({ job }) => job);
};

const prepareAll = async (deps: DeliverRun, jobs: readonly Job[]): Promise<readonly Ready[]> => {
  const found = await load(deps.store, jobs);
  const ready = new Map<Job, Ready | undefined>();
  await Promise.all(
    jobs.map((job) => deps.isolate([job], async () => ready.set(job, await prepare(deps, job, found)))),
  );
  return jobs.flatMap((job) => ready.get(job) ?? []);
};

/** Puts the jobs of a tenant that has all its runs back into the queue; the others, and the runs taken for them. */
const withinShares = async (deps: DeliverRun, jobs: readonly Job[], most: number) => {
  const runs: TenantRun[] = [];
  const staying: Job[] = [];
  const shares = [...Map.groupBy(jobs, ({ tenant }) => tenant)].map(([tenant, some]) =>
    deps.isolate(some, async () => {
      const run = await takeRun(deps.store, tenant, most);
      if (run !== undefined) runs.push(run);
      // What has waited too often goes on all the same: it ends there.
      const back = run === undefined ? some.filter(mayDefer) : [];
      staying.push(...some.filter((job) => !back.includes(job)));
      if (back.length === 0) return;
      await deps.post(back.map((job) => later(deps, job, SHARE_MAX_S)));
      deps.log.info('a tenant has its share', { domain: 'webhooks', tenant, faults: 0, heldBack: back.length });
    }),
  );
  await Promise.all(shares);
  return { runs, staying };
};

const attemptAll = async (deps: DeliverRun, jobs: readonly Job[]): Promise<void> => {
  const ready = await prepareAll(deps, jobs);
  const attempts = attemptGroups(ready).map((group) =>
    deps.isolate(
      group.map(({ job }) => job),
      () => attemptGroup(deps, group),
    ),
  );
  await Promise.all(attempts);
};

/** Releases the runs. One that cannot be released expires by itself. */
const giveAllBack = ({ store, log }: DeliverDeps, runs: readonly TenantRun[]): Promise<unknown> =>
  Promise.all(
    runs.map((run) =>
      giveBack(store, run).catch((error: unknown) => log.error('run not given back', { domain: 'webhooks' }, error)),
    ),
  );

const deliver = async (deps: DeliverRun, jobs: readonly Job[]): Promise<void> => {
  const known = await stayingOf(deps, jobs);
  const { tenantRuns } = deps;
  const { runs, staying } =
    tenantRuns === undefined ? { runs: [], staying: known } : await withinShares(deps, known, tenantRuns);
  await deps.isolate(staying, () => attemptAll(deps, staying));
  await giveAllBack(deps, runs);
};

/**
 * Makes the attempts of one of the two queues. A message is only a hint: whether a delivery is due stands in the table. An attempt
 * is recorded on the condition that no other worker has recorded it. So a message may arrive twice, late, or never. A batch reads
 * its items together, and its attempts at one endpoint share a slot. Each message succeeds or fails alone.
 */
export const buildDeliver = (deps: DeliverDeps) =>
  queueBatch({
    domain: 'webhooks',
    deps,
    read: readMessage,
    handle: async (arrived) => {
      const { left, isolate } = isolating(arrived);
      const run = { ...deps, isolate };
      const messages = arrived.map(({ message }) => message);
      const wakeUps = messages.filter(isWakeUp).map((one) => isolate([one], () => wakeWaiting(deps, one)));
      const jobs = distinct(messages.filter(isJob));
      await Promise.all([...wakeUps, deliver(run, jobs)]);
      return left;
    },
  });
