import type { AchEntry, AchTotals } from './ach-file.ts';

export const NO_ENTRIES: AchTotals = { count: 0, addenda: 0, hash: 0n, debits: 0n, credits: 0n };

type Counted = Pick<AchEntry, 'direction' | 'amount' | 'addenda'> & {
  readonly account: Pick<AchEntry['account'], 'routing'>;
};

export const withEntry = (totals: AchTotals, { direction, amount, addenda, account }: Counted): AchTotals => ({
  count: totals.count + 1,
  addenda: totals.addenda + (addenda === undefined ? 0 : 1),
  hash: totals.hash + BigInt(account.routing.slice(0, 8)),
  debits: totals.debits + (direction === 'debit' ? amount : 0n),
  credits: totals.credits + (direction === 'credit' ? amount : 0n),
});

export const achTotalsOf = (entries: Iterable<Counted>): AchTotals => {
  let totals = NO_ENTRIES;
  for (const entry of entries) totals = withEntry(totals, entry);
  return totals;
};

export const sumOfBatches = (all: readonly AchTotals[]): AchTotals =>
  all.reduce(
    (sum, one) => ({
      count: sum.count + one.count,
      addenda: sum.addenda + one.addenda,
      hash: sum.hash + one.hash,
      debits: sum.debits + one.debits,
      credits: sum.credits + one.credits,
    }),
    NO_ENTRIES,
  );

export const isSameTotals = (one: AchTotals, other: AchTotals): boolean =>
  one.count === other.count &&
  one.addenda === other.addenda &&
  one.hash === other.hash &&
  one.debits === other.debits &&
  one.credits === other.credits;
