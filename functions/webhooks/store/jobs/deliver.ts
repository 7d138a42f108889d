import { queueBatch } from '../../../kernel/triggers/queue-batch.ts';
import { isJob, isRevival, type Job, mayDefer, readMessage } from '../../model/job.ts';
import { type Attend, attending } from './attend.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { load, prepare, type Ready } from './prepare.ts';
import { revive } from './revive.ts';
import { giveBack, type TenantRun, takeRun } from './tenant-runs.ts';
import { later, turnedAwayUnread } from './turn-away.ts';
import { groupsOf, visit } from './visit.ts';

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

/** Puts the jobs of a tenant that has all its runs back into the queue; the others, and the runs taken for them. */
const withinShares = async (deps: DeliverDeps, jobs: readonly Job[], most: number, attend: Attend) => {
  const runs: TenantRun[] = [];
  const staying: Job[] = [];
  const shares = [...Map.groupBy(jobs, ({ tenant }) => tenant)].map(([tenant, some]) =>
    attend(some, async () => {
      const run = await takeRun(deps.store, tenant, most);
      if (run !== undefined) runs.push(run);
      // What has waited too often goes on all the same: it ends there.
      const back = run === undefined ? some.filter(mayDefer) : [];
      staying.push(...some.filter((job) => !back.includes(job)));
      if (back.length === 0) return;
      await deps.post(back.map((job) => later(deps, job)));
      deps.log.info('a tenant has its share', { domain: 'webhooks', tenant, faults: 0, heldBack: back.length });
    }),
  );
  await Promise.all(shares);
  return { runs, staying };
};

const visitAll = async (deps: DeliverDeps, jobs: readonly Job[], attend: Attend): Promise<void> => {
  const ready = await prepareAll(deps, jobs, attend);
  const visits = groupsOf(ready).map((group) =>
    attend(
      group.map(({ job }) => job),
      () => visit(deps, group, attend),
    ),
  );
  await Promise.all(visits);
};

/** Whoever fails to give a run back has it until its time is up. */
const giveAllBack = ({ store, log }: DeliverDeps, runs: readonly TenantRun[]): Promise<unknown> =>
  Promise.all(
    runs.map((run) =>
      giveBack(store, run).catch((error: unknown) => log.error('run not given back', { domain: 'webhooks' }, error)),
    ),
  );

const deliver = async (deps: DeliverDeps, jobs: readonly Job[], attend: Attend): Promise<void> => {
  const known = await stayingOf(deps, jobs, attend);
  const { tenantRuns } = deps;
  const { runs, staying } =
    tenantRuns === undefined ? { runs: [], staying: known } : await withinShares(deps, known, tenantRuns, attend);
  await attend(staying, () => visitAll(deps, staying, attend));
  await giveAllBack(deps, runs);
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
