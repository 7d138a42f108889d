import { present } from '../../../kernel/core/assert.ts';
import type { Payment } from '../../model/payment.ts';
import type { Rails } from '../../model/rails.ts';
import { type Around, decide } from '../../model/saga.ts';
import type { SagaEvent } from '../../model/saga-event.ts';
import { commitStep, stepping, tryCommit, type Wake, whileLettingOut, whileOpen } from '../commit/payments.ts';
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

/** Where a payment stands after a try to bring it on. */
export interface Taken {
  readonly payment: Payment;
  /** Whether the commit of this run brought it there, its answer lost or not: whoever has goes on with it. */
  readonly ours: boolean;
}

const isSame = (found: Payment, wanted: Payment): boolean => {
  const [line, own] = [found.timeline.at(-1), wanted.timeline.at(-1)];
  return found.version === wanted.version && line?.mark === own?.mark && line?.at === own?.at;
};

/** Where a payment stands that may have come to `after`: the answer was lost, or another run was faster. */
export const standing = async (store: PaymentsStore, after: Payment): Promise<Taken> => {
  const payment = present(await findPayment(store, after.tenant, after.id), 'no payment is ever taken away');
  return { payment, ours: isSame(payment, after) };
};

/** Commits what follows from an event; undefined where nothing follows. */
export const take = async (
  deps: TakeDeps,
  payment: Payment,
  event: SagaEvent,
  deadline: number,
  wake: Wake = 'quiet',
): Promise<Taken | undefined> => {
  const { store } = deps;
  const decision = decide(payment, event, aroundOf(deps, payment));
  if (decision.kind !== 'next') return undefined;
  const { payment: after } = decision;
  const step = stepping(store, payment, after, wake);
  const actions = event.type === 'gate-opened' ? [...step, whileOpen(store, payment)] : step;
  if (await commitStep(store, actions, deadline)) return { payment: after, ours: true };
  return standing(store, after);
};

/**
 * Commits a hold and the way out in one, on the condition that the rail is open at that moment and its clearing account is watched. What
 * stays in between for no reason costs a commit, a record of the stream and the time of both.
 *
 * @returns undefined where that is not so, and nothing is written: the hold is to be noted alone then
 */
export const takeThroughGate = async (
  deps: TakeDeps,
  payment: Payment,
  held: SagaEvent,
  deadline: number,
): Promise<Taken | undefined> => {
  const { store } = deps;
  const around = aroundOf(deps, payment);
  const first = decide(payment, held, around);
  const second = first.kind === 'next' ? decide(first.payment, { type: 'gate-opened' }, around) : first;
  if (second.kind !== 'next') return undefined;
  const step = stepping(store, payment, second.payment);
  const outcome = await tryCommit(store, [...step, whileLettingOut(store, payment)], deadline);
  if (outcome.kind === 'refused' && !outcome.conflicts.has(0)) return undefined;
  if (outcome.kind === 'committed') return { payment: second.payment, ours: true };
  return standing(store, second.payment);
};
