import { present } from '../../../kernel/core/assert.ts';
import type { Payment } from '../../model/payment.ts';
import type { Rails } from '../../model/rails.ts';
import { type Around, decide } from '../../model/saga.ts';
import type { SagaEvent } from '../../model/saga-event.ts';
import { commitStep, stepping, type Wake, whileOpen } from '../commit/payments.ts';
import { findPayment } from '../queries/payments.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

export interface TakeDeps {
  readonly store: PaymentsStore;
  readonly rails: Rails;
}

export const aroundOf = ({ store, rails }: TakeDeps, payment: Payment): Around => ({
  now: store.clock.now(),
  answerWithinMs: rails.get(payment.to.rail)?.describe.answerWithinMs ?? 0,
});

/** Commits what follows from an event: the payment after it, as it is in the table; undefined where nothing follows. */
export const take = async (
  deps: TakeDeps,
  payment: Payment,
  event: SagaEvent,
  deadline: number,
  wake: Wake = 'quiet',
): Promise<Payment | undefined> => {
  const { store } = deps;
  const decision = decide(payment, event, aroundOf(deps, payment));
  if (decision.kind !== 'next') return undefined;
  const step = stepping(store, payment, decision.payment, wake);
  const actions = event.type === 'gate-opened' ? [...step, whileOpen(store, payment)] : step;
  if (await commitStep(store, actions, deadline)) return decision.payment;
  return present(await findPayment(store, payment.tenant, payment.id), 'no payment is ever taken away');
};
