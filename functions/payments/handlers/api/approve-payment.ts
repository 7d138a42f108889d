import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import type { PlannedEffect } from '../../../kernel/idempotency/exactly-once.ts';
import { approvePayment, rejectPayment } from '../../contract/payment-api.ts';
import { neededFor } from '../../model/approval.ts';
import type { Claim } from '../../model/limit.ts';
import type { Payment } from '../../model/payment.ts';
import { admitted } from '../../model/policy.ts';
import { decide } from '../../model/saga.ts';
import type { SagaEvent } from '../../model/saga-event.ts';
import { paymentView } from '../../model/view.ts';
import { countingOne } from '../../store/commit/counters.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { overWhat } from '../../store/commit/over-what.ts';
import { stepping } from '../../store/commit/payments.ts';
import { findPolicy } from '../../store/queries/policy.ts';
import { changePayment } from './change-payment.ts';
import type { PaymentsDeps } from './deps.ts';
import { existingPayment, wrongState } from './existing.ts';
import { fourEyes } from './four-eyes.ts';

const after = (payment: Payment, event: SagaEvent, now: number): Payment => {
  const decision = decide(payment, event, { now, answerWithinMs: 0 });
  if (decision.kind === 'next') return decision.payment;
  throw wrongState(decision.kind === 'refused' ? decision.detail : 'It waits for no approval.');
};

/** The approval, and where it was the last one of a payment whose time has come, its first step too: one commit. */
const approved = async (
  deps: PaymentsDeps,
  { caller, params }: Call<typeof approvePayment>,
): Promise<PlannedEffect> => {
  const { tenant, clientId: by } = caller;
  const before = await existingPayment(deps, tenant, params.id);
  fourEyes(before, by);
  const policy = await findPolicy(deps, tenant);
  const now = deps.clock.now();
  const agreed = after(before, { type: 'approved', by, needed: neededFor(policy.rules, before) }, now);
  const runs = agreed.step === 'awaiting' && agreed.approvals.length >= agreed.approvalsNeeded;
  const { counted, claims } = runs ? admitted(agreed, policy, now) : { counted: [], claims: [] as readonly Claim[] };
  const payment = runs ? after(agreed, { type: 'admitted', counted }, now) : agreed;
  const step = stepping(deps, before, payment, 'wake');
  return {
    status: 200,
    body: JSON.stringify(paymentView(payment)),
    at: now,
    actions: [...step, ...countingOne(deps, payment, claims)],
    refusal: (conflicts) => (conflicts.has(0) ? undefined : overWhat(claims, conflicts, step.length, now)),
  };
};

/** `POST /v1/payments/{id}/approve`. */
export const approvePaymentRoute = (deps: PaymentsDeps): Route<typeof approvePayment> =>
  route(approvePayment, (call) => idempotent(deps, call, () => approved(deps, call)));

/** `POST /v1/payments/{id}/reject`: also by a client that has agreed before, but not by the maker, who cancels. */
export const rejectPaymentRoute = (deps: PaymentsDeps): Route<typeof rejectPayment> =>
  route(rejectPayment, (call) =>
    changePayment(deps, call, call.params.id, ({ maker }) => {
      const { clientId: by } = call.caller;
      fourEyes({ maker, approvals: [] }, by);
      return { type: 'rejected', by };
    }),
  );
