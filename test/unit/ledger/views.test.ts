import { describe, expect, test } from '@jest/globals';
import { type Account, headroomOf } from '../../../functions/ledger/model/account.ts';
import { accountView } from '../../../functions/ledger/model/account-view.ts';
import type { Entry } from '../../../functions/ledger/model/entry.ts';
import { entryView } from '../../../functions/ledger/model/entry-view.ts';
import { holdStateAt } from '../../../functions/ledger/model/made-transaction.ts';

const AT = Date.parse('2026-11-22T10:00:00.000Z');

describe('a hold', () => {
  test('reads expired from the very millisecond of its expiry on, and a hold that has ended as it ended', () => {
    const pending = { state: 'pending' as const, expiresAt: AT };
    expect([AT - 1, AT, AT + 1].map((now) => holdStateAt(pending, now))).toEqual(['pending', 'expired', 'expired']);
    for (const state of ['posted', 'voided', 'expired', undefined] as const)
      expect(holdStateAt({ state, expiresAt: AT }, AT + 1)).toBe(state);
    expect(holdStateAt({ state: 'pending', expiresAt: undefined }, AT)).toBe('pending');
  });
});

describe('an entry as it is shown', () => {
  const entry: Entry = {
    ...{ version: 3, transactionId: 'txn_1', side: 'debit', amount: 7n, pending: -7n, before: 10n, after: 3n },
    ...{ at: AT, effectiveAt: AT - 60_000 },
  };

  test('tells when it was made and from when on it counts', () => {
    expect(entryView(entry, {})).toEqual({
      ...{ version: 3, transactionId: 'txn_1', direction: 'debit', amount: '7', pending: '-7' },
      ...{ balanceBefore: '10', balanceAfter: '3', metadata: {} },
      ...{ at: '2026-11-22T10:00:00.000Z', effectiveAt: '2026-11-22T09:59:00.000Z' },
    });
    const { effectiveAt: _, ...now } = entry;
    const shown = entryView(now, { description: 'Lunch', metadata: { k: 'v' } });
    expect(shown).toMatchObject({ effectiveAt: shown.at, description: 'Lunch', metadata: { k: 'v' } });
  });
});

test.each([
  ['credit', '60', '5', '7'],
  ['debit', '-60', '7', '5'],
] as const)(
  'of a %s-normal account what is pending on its side comes in, and the rest goes out',
  (normal, posted, pendingIn, pendingOut) => {
    const totals = { debits: 40n, credits: 100n, pendingDebits: 7n, pendingCredits: 5n };
    const account = {
      ...{
        ...totals,
        ...headroomOf(totals, normal, 0n),
        id: 'a',
        currency: 'USD',
        normal,
        status: 'open',
        overdraft: 0n,
      },
      ...{ version: 1, revision: 0, createdAt: AT },
    } as Account;
    const { balance } = accountView(account, { name: undefined, metadata: {} });
    expect(balance).toMatchObject({ posted, pendingIn, pendingOut });
  },
);
