import { expect } from '@jest/globals';
import { type Payment, refundedSum } from '../../../functions/payments/model/payment.ts';
import type { PaymentsWorld } from './world.ts';

const OPEN = new Set(['reserved', 'submitting', 'submitted', 'recalling', 'settling']);
/** What of a payment has left its account for good. */
const outOf = (payment: Payment): bigint => {
  if (payment.step === 'settled') return payment.amount - refundedSum(payment);
  // A return is on its way: the rail's money is in clearing still.
  return payment.step === 'returning' ? payment.amount : 0n;
};
const sum = (all: readonly bigint[]): bigint => all.reduce((total, one) => total + one, 0n);

/** What has to hold once everything is at rest, whatever happened before. `funds` is what the payer began with. */
export const expectMoney = async (world: PaymentsWorld, funds: bigint): Promise<readonly Payment[]> => {
  const payments = await world.payments();
  const { ledger } = world;
  const accounts = [...ledger.balances.values()];
  // No money is made or lost: what began on the account is somewhere.
  expect(sum(accounts)).toBe(funds);
  // What left the payer is what reached the ends, what is held stays on it.
  expect(ledger.balance('payer')).toBe(
    funds -
      sum(payments.map(outOf)) -
      sum(payments.filter(({ toSuspense, step }) => toSuspense && step === 'returned').map(({ amount }) => amount)),
  );
  const book = payments.filter(({ to }) => to.rail === 'book');
  expect(ledger.balance('payee')).toBe(sum(book.map(outOf)));
  // What each rail has, less what came back, is what its submissions say.
  const out = payments.filter(({ to }) => to.rail !== 'book');
  for (const rail of ['sandbox', 'sepa', 'ach']) {
    const ofRail = out.filter(({ to }) => to.rail === rail);
    expect(ledger.balance(`@rail.${rail}.clearing`)).toBe(sum(ofRail.map(outOf)));
  }
  // No hold outlives its payment, and none is missing.
  expect(ledger.held('payer')).toBe(sum(out.filter(({ step }) => OPEN.has(step)).map(({ amount }) => amount)));
  expect(world.broken).toBe(0);
  // Each order counts once.
  const keys = ledger.booked.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  return payments;
};

/** Events of the bus: each line of a timeline that is told is one event, by one id, however often. */
export const expectTold = (world: PaymentsWorld, payments: readonly Payment[]): void => {
  const byId = new Map(world.told.map(({ detailType, detail }) => [JSON.parse(detail).eventId, detailType]));
  const ends = [...byId.values()].filter((type) => /Settled|Failed|Canceled/.test(type)).length;
  const marks = payments.flatMap(({ timeline }) =>
    timeline.filter(({ mark }) => /^(settled|failed|canceled|rejected|approval-expired)$/.test(mark)),
  );
  expect(ends).toBe(marks.length);
  expect([...byId.values()].filter((type) => type === 'payments.PaymentCreated')).toHaveLength(payments.length);
};
