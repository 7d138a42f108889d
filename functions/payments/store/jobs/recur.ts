import { present } from '../../../kernel/core/assert.ts';
import { approversFor } from '../../model/approval.ts';
import { nextOccurrence } from '../../model/occurrence.ts';
import { dueAt, type PaymentSchedule } from '../../model/payment-schedule.ts';
import { commitStep, creating } from '../commit/payments.ts';
import { steppingSchedule } from '../commit/schedules.ts';
import { findPolicy } from '../queries/policy.ts';
import { findSchedule } from '../queries/schedules.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

/** After a standstill, payments of so many days in one run; the next one goes on. */
const TURNS_MAX = 50;

/**
 * Makes the payments of a schedule up to the first whose time has not come: one commit for each, of the payment and of the note
 * that it is made. Days that nobody was there for are made up, each once, in their order.
 */
export const recur = async (
  store: PaymentsStore,
  from: PaymentSchedule,
  deadline: number,
): Promise<'done' | 'more'> => {
  // How many have to agree is settled here, as for every other payment; the rules of its day can only add to it.
  const { rules } = await findPolicy(store, from.tenant);
  let schedule = from;
  for (let turn = 0; turn < TURNS_MAX && store.clock.now() < deadline; turn += 1) {
    const now = store.clock.now();
    const due = dueAt(schedule);
    const next = due === undefined || due > now ? undefined : nextOccurrence(schedule, now);
    if (next === undefined) return 'done';
    const actions = [
      ...creating(store, { ...next.payment, approvalsNeeded: approversFor(rules, next.payment) }, [], 'wake'),
      steppingSchedule(store, schedule, next.schedule),
    ];
    schedule = (await commitStep(store, actions, deadline))
      ? next.schedule
      : present(await findSchedule(store, schedule.tenant, schedule.id), 'no schedule is ever taken away');
  }
  return 'more';
};
