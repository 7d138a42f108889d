import { formatAmount, formatBalance } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import { type Failure, type Payment, publicState, type Refund, refundedSum } from './payment.ts';

const failureView = (failure: Failure | undefined) =>
  failure === undefined ? null : { code: failure.code, detail: failure.detail };

const refundView = ({ n, amount, state, transaction, failure }: Refund) => ({
  number: n,
  amount: formatAmount(amount),
  state,
  transactionId: transaction ?? null,
  failure: failureView(failure),
});

/** The payment as clients see it. */
export const paymentView = (payment: Payment) => {
  const { id, from, to, amount, currency, reference, metadata, createdAt, runAt, step, stuck, timeline } = payment;
  return {
    id,
    state: publicState(payment),
    step,
    from,
    to,
    amount: formatAmount(amount),
    currency,
    reference: reference ?? null,
    metadata,
    scheduledFor: runAt === undefined ? null : formatTime(runAt),
    approvals: {
      needed: payment.approvalsNeeded,
      given: payment.approvals.map(({ by, at }) => ({ by, at: formatTime(at) })),
    },
    refundedAmount: formatBalance(refundedSum(payment)),
    failure: failureView(payment.failure),
    stuck: stuck ?? null,
    transactions: {
      hold: payment.hold ?? null,
      settlement: payment.settlement ?? null,
      return: payment.givingBack ?? null,
    },
    file: payment.file ?? null,
    refunds: payment.refunds.map(refundView),
    timeline: timeline.map(({ mark, at, note }) => ({ step: mark, at: formatTime(at), note: note ?? null })),
    schedule: payment.schedule ?? null,
    batch: payment.batch ?? null,
    createdBy: payment.maker,
    createdAt: formatTime(createdAt),
  };
};
export type PaymentView = ReturnType<typeof paymentView>;
