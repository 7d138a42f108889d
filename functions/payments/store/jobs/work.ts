import { assert, present } from '../../../kernel/core/assert.ts';
import type { QueueDeps } from '../../../kernel/triggers/batch-run.ts';
import { queueBatch } from '../../../kernel/triggers/queue-batch.ts';
import {
  type BatchJob,
  type FromRail,
  isBatchJob,
  isJob,
  isScheduleJob,
  type Job,
  laterJob,
  type Message,
  readMessage,
  type ScheduleJob,
  waitSeconds,
} from '../../model/job.ts';
import type { Payment } from '../../model/payment.ts';
import { findBatch } from '../queries/batches.ts';
import { findPayment } from '../queries/payments.ts';
import { findSchedule } from '../queries/schedules.ts';
import type { Post } from '../relay/work-queue.ts';
import { type DriveDeps, drive, eventOf } from './drive.ts';
import { makeBatch } from './make-batch.ts';
import { recur } from './recur.ts';
import { take } from './take.ts';

export interface WorkDeps extends DriveDeps, QueueDeps {
  readonly post: Post;
}

/** Others may be at the same payment at the same time; more of them than this is a fault. */
const TRIES_MAX = 20;

const existing = async ({ store }: WorkDeps, tenant: string, id: string): Promise<Payment> =>
  present(await findPayment(store, tenant, id), 'a payment exists');

/** Puts a hint back for later, where nobody has answered. */
const later = async ({ store, post }: WorkDeps, job: Job): Promise<void> => {
  const next = laterJob(job);
  if (next === undefined) return;
  const delaySeconds = waitSeconds(next, store.random.fraction());
  await post([{ tenant: next.tenant, body: JSON.stringify(next), delaySeconds }]);
};

const goOn = async (deps: WorkDeps, payment: Payment, job: Job, deadline: number): Promise<void> => {
  const { waits } = await drive(deps, payment, deadline);
  if (waits) await later(deps, job);
};

/** Notes what a rail says, whoever else writes meanwhile, and goes on from there. */
const hear = async (deps: WorkDeps, { rail: name, report: text }: FromRail, deadline: number): Promise<void> => {
  const rail = present(deps.rails.get(name), 'a rail is known');
  const { tenant, payment: id, report } = rail.interpret(text);
  const event = eventOf(report);
  let payment = await existing(deps, tenant, id);
  assert(payment.to.rail === name, 'a rail reports of its own payments');
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const next = await take(deps, payment, event, deadline);
    // Nothing follows from it (any more): the commit of another run, or of an attempt whose answer was lost, has noted it.
    if (next === undefined) break;
    ({ payment } = next);
  }
  await goOn(deps, payment, { tenant, payment: id }, deadline);
};

const makeOf = async ({ store, post }: WorkDeps, job: ScheduleJob, deadline: number): Promise<void> => {
  const { tenant, schedule: id } = job;
  const schedule = present(await findSchedule(store, tenant, id), 'a schedule exists');
  if ((await recur(store, schedule, deadline)) === 'more')
    await post([{ tenant, body: JSON.stringify({ tenant, schedule: id }), delaySeconds: 0 }]);
};

const makeBatchOf = async ({ store, post }: WorkDeps, job: BatchJob, deadline: number): Promise<void> => {
  const { tenant, batch: id } = job;
  const batch = present(await findBatch(store, tenant, id), 'a batch exists');
  if ((await makeBatch(store, batch, deadline)) === 'more')
    await post([{ tenant, body: JSON.stringify({ tenant, batch: id }), delaySeconds: 0 }]);
};

const handle = async (deps: WorkDeps, message: Message, deadline: number): Promise<void> => {
  if (isScheduleJob(message)) return makeOf(deps, message, deadline);
  if (isBatchJob(message)) return makeBatchOf(deps, message, deadline);
  if (!isJob(message)) return hear(deps, message, deadline);
  return goOn(deps, await existing(deps, message.tenant, message.payment), message, deadline);
};

/** A hint twice in one batch has nothing to add. */
const nameOf = (message: Message): string =>
  isJob(message)
    ? `${message.tenant}#${message.payment}`
    : isScheduleJob(message)
      ? `${message.tenant}#${message.schedule}`
      : isBatchJob(message)
        ? `${message.tenant}#${message.batch}`
        : `${message.rail} ${message.report}`;

/**
 * Payments that have to go on, and what rails say. A message is a hint: what is to be done stands in the table. It may come twice,
 * late, or never, and each succeeds or fails alone.
 */
export const buildWork = (deps: WorkDeps) =>
  queueBatch({
    domain: 'payments',
    deps,
    read: readMessage,
    handle: async (arrived, deadline) => {
      const left = new Map<string, unknown>();
      const groups = [...Map.groupBy(arrived, ({ message }) => nameOf(message)).values()];
      await Promise.all(
        groups.map(async (group) => {
          const [first] = group;
          try {
            if (first !== undefined) await handle(deps, first.message, deadline);
          } catch (error) {
            for (const { id } of group) left.set(id, error);
          }
        }),
      );
      return left;
    },
  });
