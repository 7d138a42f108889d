import { type CivilDate, daysBetween } from '../../../kernel/values/civil-date.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { BREAK_PREFIX, idWithin } from '../../contract/bank-ids.ts';
import { SHOWN_MAX } from '../../contract/reconciliation-schemas.ts';
import type { Break, Match, MatchRule, Outcome } from '../matching/items.ts';
import { dayOfOutcome, type HeldDays } from '../reconciliation/held-days.ts';
import { type Balances, breaksWithin, type Proof, prove, type Weighed } from '../reconciliation/proof.ts';
import type { BankAccount } from './bank-account.ts';
import { decidedBy } from './excluded.ts';
import { isActive, type Resolution, resolutionView } from './resolution.ts';

/** A break under the name that it keeps, and what was done about it. */
export interface NamedBreak extends Break {
  readonly id: string;
  readonly on: CivilDate;
  readonly resolution: Resolution | undefined;
}

export interface Reconciled {
  readonly account: BankAccount;
  /** Gaps between statements, and missing pages. */
  readonly gaps: number;
  /** All behind `since`; before it those alone that weigh something. */
  readonly matches: readonly Match[];
  readonly since: CivilDate | undefined;
  /** Lines of all matches by rule. */
  readonly matched: ReadonlyMap<MatchRule, number>;
  readonly breaks: readonly NamedBreak[];
  readonly proof: Proof;
  readonly complete: boolean;
  readonly proved: boolean;
  readonly lines: ReadonlyMap<string, Weighed>;
  readonly entries: ReadonlyMap<string, Weighed>;
}

/** The name of a break: of its line and its entry, whatever kind it turns out to be. */
export const breakIdOf = (
  account: Pick<BankAccount, 'id' | 'tenant'>,
  { bank, ledger }: Pick<Break, 'bank' | 'ledger'>,
) => idWithin(BREAK_PREFIX, account.id, derivedId('', account.tenant, account.id, bank ?? '', ledger ?? ''));

/** What both sides come to, and whether anything is missing of them. */
export interface Sums extends Balances {
  readonly gaps: number;
  readonly complete: boolean;
}

/** What was found up to a day, by rules and by persons, under names, with its proof. */
export const reconciled = (
  account: BankAccount,
  held: HeldDays,
  resolutions: readonly Resolution[],
  { gaps, complete, ...balances }: Sums,
  since: CivilDate | undefined,
): Reconciled => {
  const { from, to } = balances;
  const { lines, entries } = held;
  const decided = decidedBy(resolutions, held);
  const outcomes = [...decided, ...held.outcomes];
  const sides = { outcomes, bank: [...lines.values()], ledger: [...entries.values()] };
  const proof = prove(balances, sides);
  const known = new Map(resolutions.map((one) => [one.id, one]));
  const breaks = breaksWithin({ from, to }, sides).map((one): NamedBreak => {
    const id = breakIdOf(account, one);
    return { ...one, id, on: dayOfOutcome(one, lines, entries) ?? to, resolution: known.get(id) };
  });
  const isMatch = (one: Outcome): one is Match => one.kind === 'match';
  const resolved = decided.filter(isMatch).reduce((sum, { bank }) => sum + bank.length, 0);
  const matched = new Map([...(decided.some(isMatch) ? [['resolved', resolved] as const] : []), ...held.matched]);
  return {
    ...{ account, gaps, proof, breaks, lines, entries, complete, since, matched },
    matches: outcomes.filter(isMatch),
    proved: proof.proved && gaps === 0 && complete,
  };
};

export const isAccepted = ({ resolution }: NamedBreak): boolean =>
  resolution !== undefined && resolution.how === 'accept' && isActive(resolution);

export const openBreaks = ({ breaks }: Reconciled): readonly NamedBreak[] => breaks.filter((one) => !isAccepted(one));

export const reconciliationView = (found: Reconciled) => {
  const { account, proof } = found;
  const accepted = new Set(found.breaks.filter(isAccepted).map(({ bank, ledger }) => `${bank ?? ''} ${ledger ?? ''}`));
  return {
    ...{ bankAccount: account.id, account: account.account, currency: account.currency },
    ...{ from: proof.from, day: proof.to },
    bankOpening: String(proof.bankOpening),
    ledgerOpening: String(proof.ledgerOpening),
    bankClosing: String(proof.bankClosing),
    ledgerClosing: String(proof.ledgerClosing),
    difference: String(proof.difference),
    carried: String(proof.carried),
    items: proof.items.slice(0, SHOWN_MAX).map(({ is, amount, bank, ledger }) => ({
      ...{ is, amount: String(amount), bank, ledger },
      accepted: accepted.has(`${bank[0] ?? ''} ${ledger[0] ?? ''}`),
    })),
    matched: [...found.matched].map(([rule, lines]) => ({ rule, lines })),
    openBreaks: openBreaks(found).length,
    gaps: found.gaps,
    complete: found.complete,
    proved: found.proved,
  };
};

const side = (item: Weighed | undefined) =>
  item === undefined ? null : { id: item.id, on: item.on, amount: String(item.amount) };

/** @param today from which ages count */
export const breaksView = (found: Reconciled, state: 'open' | 'all', today: CivilDate) => {
  const open = openBreaks(found);
  const shown = (state === 'open' ? open : found.breaks).toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  return {
    ...{ bankAccount: found.account.id, day: found.proof.to, currency: found.account.currency, open: open.length },
    data: shown.slice(0, SHOWN_MAX).map((one) => ({
      ...{ id: one.id, is: one.is, difference: String(one.difference), on: one.on },
      ageDays: Math.max(0, daysBetween(one.on, today)),
      bank: side(found.lines.get(one.bank ?? '')),
      ledger: side(found.entries.get(one.ledger ?? '')),
      candidates: one.candidates,
      resolution: one.resolution === undefined ? null : resolutionView(one.resolution),
    })),
  };
};
