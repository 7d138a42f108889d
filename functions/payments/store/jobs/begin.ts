import { neededFor } from '../../model/approval.ts';
import { admission, type Claim, countedOf } from '../../model/limit.ts';
import { overLimitText } from '../../model/over-limit.ts';
import type { Payment } from '../../model/payment.ts';
import type { SagaEvent } from '../../model/saga-event.ts';
import { findPolicy } from '../queries/policy.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

/** What comes of a payment whose time has come, and what is counted where it is let in. */
export interface Beginning {
  readonly event: SagaEvent;
  readonly claims: readonly Claim[];
}

export const overLimitEvent = (detail: string): SagaEvent => ({
  type: 'over-limit',
  failure: { code: 'limit-exceeded', detail },
});

/** Asks the policy of now: a rule that is stricter than when the payment was made counts, one that is not does not. */
export const beginningOf = async (store: PaymentsStore, payment: Payment): Promise<Beginning> => {
  const { limits, rules } = await findPolicy(store, payment.tenant);
  const now = store.clock.now();
  const needed = neededFor(rules, payment);
  if (payment.approvals.length < needed) return { event: { type: 'approval-missing', needed }, claims: [] };
  const answer = admission(limits, payment, now);
  if (answer.kind === 'over') return { event: overLimitEvent(overLimitText(answer.limit, now)), claims: [] };
  const { claims } = answer;
  return { event: { type: 'admitted', counted: countedOf(claims) }, claims };
};
