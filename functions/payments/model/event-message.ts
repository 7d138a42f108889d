import { derivedId } from '../../kernel/values/ids.ts';
import { formatAmount, formatBalance } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import { type Line, type Mark, type Payment, publicState, refundedSum } from './payment.ts';

/** The events that a line of the timeline is; the others are told to nobody. */
const EVENT_OF: Readonly<Partial<Record<Mark, string>>> = {
  created: 'PaymentCreated',
  'awaiting-approval': 'PaymentAwaitingApproval',
  approved: 'PaymentApproved',
  rejected: 'PaymentFailed',
  'approval-expired': 'PaymentFailed',
  submitted: 'PaymentSubmitted',
  settled: 'PaymentSettled',
  failed: 'PaymentFailed',
  canceled: 'PaymentCanceled',
  returned: 'PaymentReturned',
  refunded: 'PaymentRefunded',
  stuck: 'PaymentStuck',
  'to-suspense': 'PaymentStuck',
};

/** One event, ready for the bus. */
export interface EventMessage {
  readonly source: 'payments';
  readonly detailType: string;
  readonly detail: string;
}

/**
 * The payment in an event: whoever reads events need not be who may read payments, so the destination and who asked are left out.
 */
const factOf = (payment: Payment) => ({
  id: payment.id,
  state: publicState(payment),
  rail: payment.to.rail,
  from: payment.from,
  amount: formatAmount(payment.amount),
  currency: payment.currency,
  reference: payment.reference ?? null,
  refundedAmount: formatBalance(refundedSum(payment)),
  failure: payment.failure === undefined ? null : { code: payment.failure.code },
  stuck: payment.stuck ?? null,
  createdAt: formatTime(payment.createdAt),
});

const eventMessage = (payment: Payment, line: Line, index: number): EventMessage | undefined => {
  const name = EVENT_OF[line.mark];
  if (name === undefined) return undefined;
  const detailType = `payments.${name}`;
  const { id, tenant, requestId } = payment;
  const detail = {
    // Of the line: told again, by whatever release, it is the same event.
    eventId: derivedId('evt_', tenant, detailType, id, String(index)),
    tenant,
    occurredAt: formatTime(line.at),
    version: 1,
    correlationId: requestId,
    causationId: id,
    hops: 0,
    data: { payment: factOf(payment) },
  };
  return { source: 'payments', detailType, detail: JSON.stringify(detail) };
};

/** What a change of a payment tells: the events of the lines that it has more than before. */
export const eventMessages = (payment: Payment, linesBefore: number): readonly EventMessage[] =>
  payment.timeline
    .map((line, place) => ({ line, place }))
    .slice(linesBefore)
    .flatMap(({ line, place }) => eventMessage(payment, line, place) ?? []);
