import type { Payment } from '../../../functions/payments/model/payment.ts';
import { readPayment } from '../../../functions/payments/store/table/payment-item.ts';
import type { Stored } from '../../../local/dynamodb/storage/item-cache.ts';
import { TABLES } from '../functions/outside.ts';
import type { Change } from '../store/memory-store.ts';
import { hold, same, Violation } from '../violation.ts';
import { approversOf, type Policy } from '../world/policy.ts';

const paymentOf = (stored: Stored | undefined): Payment | undefined =>
  stored === undefined ? undefined : readPayment(stored.item as never);

/** Steps in which nothing of a payment has begun. */
const WAITING: ReadonlySet<string> = new Set(['scheduled', 'awaiting']);
const runs = (payment: Payment | undefined): boolean =>
  payment?.timeline.some(({ mark }) => RUNNING.has(mark)) === true && !WAITING.has(payment.step);
const RUNNING: ReadonlySet<string> = new Set([
  'held',
  'submitting',
  'gathered',
  'submitted',
  'paid-by-rail',
  'settled',
]);

/** No window of a limit ever holds more than it may, or less than nothing. */
const checkWindow = ({ pk, after }: Change, { limit }: Policy): void => {
  const { amount, count } = (after?.item ?? {}) as { readonly [name: string]: { readonly N?: string } };
  const [sum, times] = [BigInt(amount?.N ?? 0), Number(count?.N ?? 0)];
  const holds = sum >= 0n && sum <= BigInt(limit.amount) && times >= 0 && times <= limit.count;
  hold('payment-limit', holds, () => `${pk} has ${sum} in ${times} payments`);
};

/** A step has one before it, and what a payment has lived through stays. */
const checkStep = (before: Payment, after: Payment): void => {
  const { id } = after;
  if (after.version === before.version) {
    same('payment-steps', `${id} without a new version`, [after.step, after.timeline], [before.step, before.timeline]);
    return;
  }
  // The last approval lets it run by the same commit, which is two steps.
  const steps = after.version - before.version;
  hold(
    'payment-steps',
    steps === 1 || steps === 2,
    () => `${id} goes from version ${before.version} to ${after.version}`,
  );
  const kept = after.timeline.slice(0, before.timeline.length);
  same('payment-steps', `what ${id} has lived through`, kept, before.timeline);
};

/** What runs has been agreed to, by as many others as the rule says, none of them twice. */
const checkApprovals = (payment: Payment, policy: Policy): void => {
  const { id, tenant, maker, approvals } = payment;
  const needed = approversOf(policy, tenant, payment);
  const others = new Set(approvals.map(({ by }) => by).filter((by) => by !== maker));
  same('payment-approved', `others who agreed to ${id}`, others.size, approvals.length);
  hold('payment-approved', others.size >= needed, () => `${id} runs with ${others.size} of ${needed} approvals`);
};

/** What each commit of payments must keep to. */
export const checkPaymentCommit = (changes: readonly Change[], policy: Policy): void => {
  for (const change of changes) {
    if (change.table !== TABLES.payments) continue;
    if (change.sk === 'C') checkWindow(change, policy);
    if (change.sk !== 'P') continue;
    const [before, after] = [paymentOf(change.before), paymentOf(change.after)];
    if (after === undefined) throw new Violation('payment-steps', `${change.pk} is deleted`);
    if (before !== undefined) checkStep(before, after);
    if (runs(after) && !runs(before)) checkApprovals(after, policy);
  }
};
