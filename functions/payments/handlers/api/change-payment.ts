import type { Call, Reply } from '../../../kernel/core/call.ts';
import type { Operation } from '../../../kernel/core/operation.ts';
import type { Payment } from '../../model/payment.ts';
import { decide } from '../../model/saga.ts';
import type { SagaEvent } from '../../model/saga-event.ts';
import { paymentView } from '../../model/view.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { stepping } from '../../store/commit/payments.ts';
import type { PaymentsDeps } from './deps.ts';
import { existingPayment, wrongState } from './existing.ts';

/**
 * Notes what a client asks of a payment, with its receipt, and answers with the payment as it then is; the queue does the rest.
 *
 * @param ask what is asked of the payment as it is, or the refusal that it throws
 * @throws Refusal `not-found`, `payment-state`
 */
export const changePayment = (
  deps: PaymentsDeps,
  call: Call<Operation>,
  id: string,
  ask: (payment: Payment) => SagaEvent,
): Promise<Reply> =>
  idempotent(deps, call, async () => {
    const payment = await existingPayment(deps, call.caller.tenant, id);
    const now = deps.clock.now();
    const answerWithinMs = deps.rails.get(payment.to.rail)?.describe.answerWithinMs ?? 0;
    const decision = decide(payment, ask(payment), { now, answerWithinMs });
    if (decision.kind === 'refused') throw wrongState(decision.detail);
    const next = decision.kind === 'next' ? decision.payment : payment;
    const actions = decision.kind === 'next' ? stepping(deps, payment, next, 'wake') : [];
    return { status: 200, body: JSON.stringify(paymentView(next)), at: now, actions };
  });
