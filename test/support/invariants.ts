import { expect } from '@jest/globals';

/** One entry of an account's history, however it was read. */
export interface HistoryEntry {
  readonly version: number;
  readonly direction: 'debit' | 'credit';
  readonly amount: bigint;
  readonly pending: bigint;
  readonly before: bigint;
  readonly after: bigint;
}

/** What the entries of a history add up to, on the account's normal side. */
export interface HistorySum {
  readonly posted: bigint;
  readonly pendingIn: bigint;
  readonly pendingOut: bigint;
}

/**
 * Invariants 3 and 4: versions 1..n without gap or duplicate, each entry joins the one before it. `floor` asks besides that what
 * may still be spent never falls below zero. Returns the fold of the entries, which is the account's balance.
 */
export const expectHistoryJoins = (
  account: string,
  entries: readonly HistoryEntry[],
  normal: 'debit' | 'credit',
  { floor = false }: { readonly floor?: boolean } = {},
): HistorySum => {
  expect([account, entries.map(({ version }) => version)]).toEqual([account, entries.map((_, index) => index + 1)]);
  let posted = 0n;
  let pendingIn = 0n;
  let pendingOut = 0n;
  for (const { version, direction, amount, pending, before, after } of entries) {
    expect([account, version, before]).toEqual([account, version, posted]);
    const isIn = direction === normal;
    posted += isIn ? amount : -amount;
    if (isIn) pendingIn += pending;
    else pendingOut += pending;
    expect([account, version, after]).toEqual([account, version, posted]);
    if (floor) expect([account, version, posted - pendingOut >= 0n]).toEqual([account, version, true]);
  }
  return { posted, pendingIn, pendingOut };
};

/** Invariant 1: over all accounts of a currency, the system's included, debits and credits come to nothing. */
export const expectZeroSum = (sums: Iterable<bigint>): void => {
  let total = 0n;
  for (const sum of sums) total += sum;
  expect(total).toBe(0n);
};
