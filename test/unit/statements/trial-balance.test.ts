import { describe, expect, test } from '@jest/globals';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import type { KeptEntry } from '../../../functions/statements/model/history/kept-entry.ts';
import { HistorySumming, trialBalanceOf } from '../../../functions/statements/model/history/trial-balance.ts';

const entry = (
  version: number,
  direction: 'debit' | 'credit',
  before: bigint,
  after: bigint,
  day: string,
): KeptEntry => ({
  version,
  transactionId: `txn_${version}`,
  direction,
  amount: after < before ? before - after : after - before,
  pending: 0n,
  ...{ before, after, at: Date.parse(`${day}T12:00:00Z`), effectiveAt: Date.parse(`${day}T12:00:00Z`) },
});
const summed = (account: string, entries: readonly KeptEntry[], until?: ReturnType<typeof civilDate>) => {
  const summing = new HistorySumming({ tenant: 't', account, currency: 'USD' }, until);
  for (const one of entries) summing.add(one);
  return summing.sum;
};
// A customer's account grows by credits, a bank's by debits; 300 came in and 50 went out again.
const customer = [entry(1, 'credit', 0n, 300n, '2026-01-01'), entry(2, 'debit', 300n, 250n, '2026-01-02')];
const bank = [entry(1, 'debit', 0n, 300n, '2026-01-01'), entry(2, 'credit', 300n, 250n, '2026-01-02')];

describe('a trial balance', () => {
  test('has each account on its side, and both sides equal', () => {
    const { accounts, totals, gapFree } = trialBalanceOf([summed('customer', customer), summed('bank', bank)]);
    expect(accounts.map(({ debit, credit }) => [debit, credit])).toEqual([
      [0n, 250n],
      [250n, 0n],
    ]);
    expect(totals).toEqual([{ currency: 'USD', debits: 250n, credits: 250n, difference: 0n }]);
    expect(gapFree).toBe(true);
  });

  test('of a day that is over leaves out what came later', () => {
    const until = civilDate(2026, 1, 1);
    const { totals } = trialBalanceOf([summed('customer', customer, until), summed('bank', bank, until)]);
    expect(totals).toEqual([{ currency: 'USD', debits: 300n, credits: 300n, difference: 0n }]);
  });

  test('with an overdrawn account has it on the other side', () => {
    const overdrawn = summed('customer', [entry(1, 'debit', 0n, -70n, '2026-01-01')]);
    expect(trialBalanceOf([overdrawn]).accounts[0]).toMatchObject({ debit: 70n, credit: 0n });
  });

  test('shows a missing entry as a gap, and one whose other side is missing as a difference', () => {
    const [, second] = customer;
    const { totals, gapFree } = trialBalanceOf([
      summed('customer', second === undefined ? [] : [second]),
      summed('bank', bank),
    ]);
    expect([gapFree, totals[0]?.difference]).toEqual([false, 300n]);
  });
});
