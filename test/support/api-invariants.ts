import { expect } from '@jest/globals';
import { expectHistoryJoins, type HistoryEntry } from './invariants.ts';
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

const historyEntry = ({ balanceBefore, balanceAfter, amount, pending, ...one }: EntryView): HistoryEntry => ({
  ...one,
  amount: BigInt(amount),
  pending: BigInt(pending),
  before: BigInt(balanceBefore),
  after: BigInt(balanceAfter),
});

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
    const normal = account.normalBalance;
    const floor = account.overdraft === 'none';
    const { posted, pendingIn, pendingOut } = expectHistoryJoins(id, entries.map(historyEntry), normal, { floor });
    expect([id, account.balance]).toEqual([
      id,
      {
        posted: posted.toString(),
        pendingIn: pendingIn.toString(),
        pendingOut: pendingOut.toString(),
        available: floor ? (posted - pendingOut).toString() : account.balance.available,
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
