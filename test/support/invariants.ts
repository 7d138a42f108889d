import { expect } from '@jest/globals';
import { type Client, eventually } from './local-cloud.ts';

interface EntryView {
  readonly version: number;
  readonly direction: 'debit' | 'credit';
  readonly amount: string;
  readonly pending: string;
  readonly balanceBefore: string;
  readonly balanceAfter: string;
}

const PAGES_MAX = 1000;

/** All entries of an account, oldest first, through the public API. */
export const allEntries = async (client: Client, id: string, query = ''): Promise<readonly EntryView[]> => {
  const entries: EntryView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await client.get(`/v1/accounts/${id}/entries?order=asc&limit=100${query}${next}`);
    expect(answer.status).toBe(200);
    entries.push(...answer.body.data);
    cursor = answer.body.nextCursor;
    if (cursor === null) return entries;
  }
  throw new Error(`more than ${PAGES_MAX} pages`);
};

/**
 * Invariants 1, 3, 4 and 8 of the ledger as a client can check them, once the relay has caught up: for all accounts of a
 * tenant in one currency, versions 1..n without gap or duplicate, each entry joining the one before, the balance the fold of the entries,
 * nothing below zero; and over all accounts, the system's included, a sum of zero.
 */
export const checkInvariants = async (
  client: Client,
  accounts: readonly string[],
  system: readonly string[],
  currency = 'USD',
): Promise<void> => {
  let sum = 0n;
  for (const id of accounts) {
    const account = (await client.get(`/v1/accounts/${id}`)).body;
    const entries = await eventually(
      () => allEntries(client, id),
      (found) => found.length === account.version,
    );
    expect(entries.map((one) => one.version)).toEqual(entries.map((_, index) => index + 1));
    const normal = account.normalBalance;
    let posted = 0n;
    const pending = { in: 0n, out: 0n };
    for (const entry of entries) {
      expect([id, entry.version, entry.balanceBefore]).toEqual([id, entry.version, posted.toString()]);
      const isIn = entry.direction === normal;
      posted += isIn ? BigInt(entry.amount) : -BigInt(entry.amount);
      pending[isIn ? 'in' : 'out'] += BigInt(entry.pending);
      expect([id, entry.version, entry.balanceAfter]).toEqual([id, entry.version, posted.toString()]);
      if (account.overdraft === 'none') expect(posted - pending.out >= 0n).toBe(true);
    }
    expect([id, account.balance]).toEqual([
      id,
      {
        posted: posted.toString(),
        pendingIn: pending.in.toString(),
        pendingOut: pending.out.toString(),
        available: account.overdraft === 'none' ? (posted - pending.out).toString() : account.balance.available,
      },
    ]);
    sum += normal === 'credit' ? posted : -posted;
  }
  const folded = async () => {
    const balances = await Promise.all(
      system.map(async (id) => {
        const { body } = await client.get(`/v1/accounts/${id}`);
        const found = body.balances.find((one: { currency: string }) => one.currency === currency);
        return BigInt(found?.posted ?? 0);
      }),
    );
    return balances.reduce((total, one) => total + one, sum).toString();
  };
  await eventually(folded, (total) => total === '0');
};
