import { describe, expect, test } from '@jest/globals';
import { newTransaction } from '../../../functions/ledger/contract/transaction.ts';
import { type Account, headroomOf, UNLIMITED } from '../../../functions/ledger/model/account.ts';
import type { Side } from '../../../functions/ledger/model/entry.ts';
import { NO_TOTALS } from '../../../functions/ledger/model/entry-history.ts';
import { refusalBy } from '../../../functions/ledger/model/refusal.ts';
import { planTransaction } from '../../../functions/ledger/model/transaction-plan.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');

/** An account of 10 minor units, of which some are held, that may be overdrawn by some. */
const account = (normal: Side, held: bigint, overdraft = 0n, more: Partial<Account> = {}): Account => {
  const totals =
    normal === 'credit'
      ? { ...NO_TOTALS, credits: 10n, pendingDebits: held }
      : { ...NO_TOTALS, debits: 10n, pendingCredits: held };
  return {
    ...{ id: 'a', currency: 'USD' as Account['currency'], normal, status: 'open', overdraft },
    ...{ version: 1, revision: 0, createdAt: NOW },
    ...totals,
    ...headroomOf(totals, normal, overdraft),
    ...more,
  };
};

const plan = (normal: Side, amount: bigint, more: object = {}) => {
  const [from, to] = normal === 'credit' ? ['a', '@world'] : ['@world', 'a'];
  const body = { currency: 'USD', postings: [{ from, to, amount: String(amount) }] };
  return planTransaction({ id: 'txn_test', body: newTransaction.parse(body), ...more }, NOW);
};

const refused = (normal: Side, amount: bigint, of: Account | undefined, more: object = {}) =>
  refusalBy(plan(normal, amount, more), () => of);

describe.each(['credit', 'debit'] as const)('an account with normal side %s', (normal) => {
  test('gives out what it has less what it holds, and its overdraft, to the last unit', () => {
    for (const overdraft of [0n, 5n]) {
      expect(refused(normal, 6n + overdraft, account(normal, 4n, overdraft))).toBeUndefined();
      const by = refused(normal, 7n + overdraft, account(normal, 4n, overdraft));
      expect([by?.refusal.problem.slug, by?.account]).toEqual(['insufficient-funds', 'a']);
    }
  });

  test('lacks funds that it holds where they would do, released, to the last unit, and lacks them for good above', () => {
    for (const [amount, isHeld] of [
      [7n, true],
      [10n, true],
      [11n, false],
    ] as const)
      expect(refused(normal, amount, account(normal, 4n))?.isHeld).toBe(isHeld);
    expect(refused(normal, 11n, account(normal, 0n))?.isHeld).toBe(false);
  });

  test('that is frozen, closed, of another currency or not there waits for no hold', () => {
    for (const more of [{ status: 'frozen' }, { status: 'closed' }, { currency: 'EUR' }] as const)
      expect(refused(normal, 7n, account(normal, 4n, 0n, more as Partial<Account>))).toMatchObject({ isHeld: false });
    expect(refused(normal, 7n, undefined)).toMatchObject({ isHeld: false });
  });

  test('without a limit is never short of funds, and is refused at the bound of every balance', () => {
    expect(refused(normal, 1_000n, account(normal, 0n, UNLIMITED))).toBeUndefined();
    const full = account(normal, 0n, UNLIMITED, { debitHeadroom: 0n, creditHeadroom: 0n });
    expect(refused(normal, 1n, full)?.refusal.problem.slug).toBe('amount-too-large');
  });

  test('is pointed at where the client names it, and nowhere in a reversal, whose lines are not the client’s', () => {
    const place = normal === 'credit' ? 'from' : 'to';
    expect(refused(normal, 7n, account(normal, 4n))?.refusal.errors).toMatchObject([
      { pointer: `/postings/0/${place}` },
    ]);
    expect(refused(normal, 7n, account(normal, 4n), { reverses: 'txn_0' })?.refusal.errors).toEqual([]);
  });
});
