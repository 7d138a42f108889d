import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import type { Break, Match, Outcome } from '../matching/items.ts';

/** Both sides at the end of the last day, and what makes the difference between them. */
export interface Proof {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly bankOpening: bigint;
  readonly ledgerOpening: bigint;
  readonly bankClosing: bigint;
  readonly ledgerClosing: bigint;
  /** Of the bank less the ledger, at the end. */
  readonly difference: bigint;
  /** What was different before the first day: nothing in these statements explains it. */
  readonly carried: bigint;
  /** Breaks with an amount, and matches whose entry lies before or behind these days. */
  readonly items: readonly ProofItem[];
  /** The items add up to the difference, to the last minor unit. */
  readonly proved: boolean;
}

export interface ProofItem {
  readonly is: Break['is'] | 'timing';
  readonly bank: readonly string[];
  readonly ledger: readonly string[];
  readonly amount: bigint;
}

export interface Balances {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly bankOpening: bigint;
  readonly bankClosing: bigint;
  readonly ledgerOpening: bigint;
  readonly ledgerClosing: bigint;
}

/** As much of a line or an entry as a proof weighs. */
export interface Weighed {
  readonly id: string;
  readonly on: CivilDate;
  readonly amount: bigint;
}

interface Decided {
  readonly outcomes: readonly Outcome[];
  readonly bank: readonly Weighed[];
  readonly ledger: readonly Weighed[];
}

/** Breaks of the days alone: an entry from around them was there to be matched, and is no break where it was not. */
export const breaksWithin = (
  { from, to }: Pick<Balances, 'from' | 'to'>,
  { outcomes, ledger }: Decided,
): readonly Break[] => {
  const outside = new Set(ledger.filter(({ on }) => on < from || on > to).map(({ id }) => id));
  return outcomes.filter(
    (one): one is Break => one.kind === 'break' && (one.bank !== undefined || !outside.has(one.ledger ?? '')),
  );
};

export const prove = (balances: Balances, decided: Decided): Proof => {
  const { from, to } = balances;
  const lineAmounts = new Map(decided.bank.map(({ id, amount }) => [id, amount]));
  const within = decided.ledger.filter(({ on }) => on >= from && on <= to);
  const entryAmounts = new Map(within.map(({ id, amount }) => [id, amount]));
  const sum = (ids: readonly string[], amounts: ReadonlyMap<string, bigint>) =>
    ids.reduce((total, id) => total + (amounts.get(id) ?? 0n), 0n);
  const weighed = (is: ProofItem['is'], bank: readonly string[], ledger: readonly string[]): ProofItem => ({
    is,
    bank,
    ledger,
    amount: sum(bank, lineAmounts) - sum(ledger, entryAmounts),
  });
  const timing = decided.outcomes
    .filter((one): one is Match => one.kind === 'match')
    .map((one) => weighed('timing', one.bank, one.ledger));
  const breaks = breaksWithin(balances, decided).map(({ is, bank, ledger }) =>
    weighed(is, bank === undefined ? [] : [bank], ledger === undefined ? [] : [ledger]),
  );
  const items = [...timing, ...breaks].filter(({ amount }) => amount !== 0n);
  const difference = balances.bankClosing - balances.ledgerClosing;
  const carried = balances.bankOpening - balances.ledgerOpening;
  const explained = items.reduce((total, { amount }) => total + amount, 0n);
  return { ...balances, difference, carried, items, proved: explained === difference };
};
