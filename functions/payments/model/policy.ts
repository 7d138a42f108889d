import { type ApprovalRule, approversFor } from './approval.ts';
import { deadlineOf } from './deadline.ts';
import { admission, type Claim, type Counted, countedOf, type Limit } from './limit.ts';
import { overLimit } from './over-limit.ts';
import type { Line, Payment } from './payment.ts';

/** What is decided about a tenant's payments before there are any. */
export interface Policy {
  /** One more with each change; 0 where nothing was ever decided. */
  readonly version: number;
  /** Oldest first. */
  readonly limits: readonly Limit[];
  readonly rules: readonly ApprovalRule[];
}

export const NO_POLICY: Policy = { version: 0, limits: [], rules: [] };

/** A new payment as it begins, and the counts that are committed with it. */
export interface Begun {
  readonly payment: Payment;
  readonly claims: readonly Claim[];
}

/**
 * What a payment counts in that runs now.
 *
 * @throws Refusal `limit-exceeded` where no window could hold it
 */
export const admitted = (
  payment: Payment,
  { limits }: Pick<Policy, 'limits'>,
  now: number,
): { readonly counted: readonly Counted[]; readonly claims: readonly Claim[] } => {
  const answer = admission(limits, payment, now);
  if (answer.kind === 'over') throw overLimit(answer.limit, now);
  return { counted: countedOf(answer.claims), claims: answer.claims };
};

/** A payment whose time has not come, or that others have to agree to; undefined for one that can run. */
const waiting = (payment: Payment, now: number): Payment | undefined => {
  const { runAt, timeline, approvalsNeeded } = payment;
  if (runAt !== undefined && runAt > now) return { ...payment, step: 'scheduled', deadline: runAt };
  if (approvalsNeeded === 0) return undefined;
  const waits: Line = { mark: 'awaiting-approval', at: now };
  return { ...payment, step: 'awaiting', deadline: deadlineOf('awaiting', 0, now), timeline: [...timeline, waits] };
};

/** A new payment for which all of that was settled, and counted, when the batch that it is of was accepted. */
export const settled = (
  one: Payment,
  { approvalsNeeded, counted }: Pick<Payment, 'approvalsNeeded' | 'counted'>,
  acceptedAt: number,
): Begun => {
  const payment = { ...one, approvalsNeeded, counted };
  return { payment: waiting(payment, acceptedAt) ?? payment, claims: [] };
};

/**
 * A new payment under the policy of now: it waits for its time, for its approvals, or runs, and counts, at once. How many have to
 * agree is kept with it from here on.
 *
 * @throws Refusal `limit-exceeded` where no window could hold it
 */
export const begun = (one: Payment, { limits, rules }: Policy, now: number): Begun => {
  const payment = { ...one, approvalsNeeded: approversFor(rules, one) };
  const waits = waiting(payment, now);
  if (waits !== undefined) return { payment: waits, claims: [] };
  const { counted, claims } = admitted(payment, { limits }, now);
  return { payment: { ...payment, counted }, claims };
};
