import { derivedId } from '../../kernel/values/ids.ts';
import type { Day } from '../../kernel/values/zone.ts';
import { PAYMENT_PREFIX } from '../contract/id-prefixes.ts';
import { createdPayment, type Payment } from './payment.ts';
import { nextOf, occurrenceOf, type PaymentSchedule } from './payment-schedule.ts';

/** A payment that a schedule makes, and the schedule behind it. */
export interface Occurrence {
  readonly payment: Payment;
  readonly schedule: PaymentSchedule;
}

const paymentOf = (schedule: PaymentSchedule, day: Day, at: number, now: number): Payment => {
  const { tenant, from, to, amount, currency, reference, metadata, maker, requestId, id } = schedule;
  const occurrence = occurrenceOf(schedule, day);
  const made = createdPayment(
    {
      id: derivedId(PAYMENT_PREFIX, tenant, 'schedule', occurrence),
      tenant,
      from,
      to,
      amount,
      currency,
      reference,
      metadata,
      maker,
      requestId,
      fingerprint: occurrence,
    },
    now,
    at,
  );
  // It waits for its time also where that is over: what lets it run asks for approvals and limits then.
  return { ...made, step: 'scheduled', runAt: at, schedule: id };
};

/** The next payment of a schedule; undefined where it makes none any more. */
export const nextOccurrence = (schedule: PaymentSchedule, now: number): Occurrence | undefined => {
  const next = nextOf(schedule);
  if (next === undefined) return undefined;
  const payment = paymentOf(schedule, next.day, next.at, now);
  const made = schedule.made + 1;
  return {
    payment,
    schedule: { ...schedule, made, last: next.day, lastPayment: payment.id, version: schedule.version + 1 },
  };
};
