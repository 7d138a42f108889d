import { type CivilDate, daysBetween } from '../../../kernel/values/civil-date.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { BREAK_PREFIX, idWithin } from '../../contract/bank-ids.ts';
import { SHOWN_MAX } from '../../contract/reconciliation-schemas.ts';
import type { BankItem, Break, LedgerItem, Match, Outcome } from '../matching/items.ts';
import type { Looks } from '../matching/looks.ts';
import { matchAll, WINDOWS } from '../matching/matcher.ts';
import { bankItem, type Joined } from '../reconciliation/bank-statements.ts';
import { breaksWithin, type Proof, prove } from '../reconciliation/proof.ts';
import type { BankAccount } from './bank-account.ts';
import { isActive, type Resolution, resolutionView } from './resolution.ts';

/** The ledger's account as far as it is held against the bank's. */
export interface LedgerSide {
  readonly items: readonly LedgerItem[];
  /** Before the first of the wanted days. */
  readonly opening: bigint;
  readonly complete: boolean;
}

/** A break under the name that it keeps, and what was done about it. */
export interface NamedBreak extends Break {
  readonly id: string;
  readonly on: CivilDate;
  readonly resolution: Resolution | undefined;
}

export interface Reconciled {
  readonly account: BankAccount;
  readonly joined: Joined;
  readonly matches: readonly Match[];
  readonly breaks: readonly NamedBreak[];
  readonly proof: Proof;
  readonly complete: boolean;
  readonly proved: boolean;
  readonly lines: ReadonlyMap<string, BankItem>;
  readonly entries: ReadonlyMap<string, LedgerItem>;
}

/** The name of a break: of its line and its entry, whatever kind it turns out to be. */
export const breakIdOf = (
  account: Pick<BankAccount, 'id' | 'tenant'>,
  { bank, ledger }: Pick<Break, 'bank' | 'ledger'>,
) => idWithin(BREAK_PREFIX, account.id, derivedId('', account.tenant, account.id, bank ?? '', ledger ?? ''));

const transactionOf = (entry: string): string => entry.split('/')[0] ?? entry;

type ByTransaction = ReadonlyMap<string, readonly LedgerItem[]>;

/** Entries that booking a break, and undoing it, have made. */
const madeBy = ({ transactions }: Resolution, entries: ByTransaction): readonly string[] =>
  [...new Set(transactions)].flatMap((one) => (entries.get(one) ?? []).map(({ id }) => id));

const resolvedBy = (
  one: Resolution,
  lines: ReadonlyMap<string, BankItem>,
  entries: ReadonlyMap<string, LedgerItem>,
  byTransaction: ByTransaction,
): Match | undefined => {
  const made = madeBy(one, byTransaction);
  const counts = isActive(one) && one.how !== 'accept';
  const bank = counts ? one.bank.filter((id) => lines.has(id)) : [];
  const ledger = [...(counts ? one.ledger.filter((id) => entries.has(id)) : []), ...made];
  const sum = (ids: readonly string[], of: ReadonlyMap<string, { readonly amount: bigint }>) =>
    ids.reduce((total, id) => total + (of.get(id)?.amount ?? 0n), 0n);
  const amount = sum(bank, lines);
  // What was booked and reversed is nothing together. What the ledger has not shown yet waits.
  if (bank.length + ledger.length === 0 || amount !== sum(ledger, entries)) return undefined;
  return { kind: 'match', rule: 'resolved', reason: one.reason ?? 'A person said so.', bank, ledger, amount };
};

const dayOfBreak = (
  one: Break,
  lines: Reconciled['lines'],
  entries: Reconciled['entries'],
  last: CivilDate,
): CivilDate => lines.get(one.bank ?? '')?.on ?? entries.get(one.ledger ?? '')?.on ?? last;

/**
 * Holds all that the bank said up to a day against the ledger. What persons decided goes before every rule.
 *
 * @throws TooMuchAlike
 */
export const reconciled = (
  account: BankAccount,
  joined: Joined,
  side: LedgerSide,
  resolutions: readonly Resolution[],
  looks: Looks,
): Reconciled | undefined => {
  const [first, last] = [joined.statements[0], joined.statements.at(-1)];
  if (first?.opening === undefined || last?.closing === undefined) return undefined;
  const { from } = first;
  const { to } = last;
  const bank = joined.lines.filter(({ line }) => line.amount !== 0n).map(bankItem);
  const lines = new Map(bank.map((one) => [one.id, one]));
  const entries = new Map(side.items.map((one) => [one.id, one]));
  const byTransaction = Map.groupBy(side.items, ({ id }) => transactionOf(id));
  const pinned = resolutions.flatMap((one) => resolvedBy(one, lines, entries, byTransaction) ?? []);
  const taken = new Set(pinned.flatMap((one) => [...one.bank, ...one.ledger]));
  const open = <T extends { readonly id: string }>(items: readonly T[]) => items.filter(({ id }) => !taken.has(id));
  const outcomes: readonly Outcome[] = [...pinned, ...matchAll(open(bank), open(side.items), WINDOWS, looks)];
  const moved = (until: (day: CivilDate) => boolean) =>
    side.items.reduce((sum, { on, amount }) => (until(on) ? sum + amount : sum), side.opening);
  const balances = {
    ...{ from, to, bankOpening: first.opening, bankClosing: last.closing },
    ...{ ledgerOpening: moved((day) => day < from), ledgerClosing: moved((day) => day <= to) },
  };
  const decided = { outcomes, bank, ledger: side.items };
  const proof = prove(balances, decided);
  const known = new Map(resolutions.map((one) => [one.id, one]));
  const breaks = breaksWithin({ from, to }, decided).map((one): NamedBreak => {
    const id = breakIdOf(account, one);
    return { ...one, id, on: dayOfBreak(one, lines, entries, to), resolution: known.get(id) };
  });
  const whole = joined.gaps.length + joined.missingPages.length === 0;
  return {
    ...{ account, joined, proof, breaks, lines, entries, complete: side.complete },
    matches: outcomes.filter((one) => one.kind === 'match'),
    proved: proof.proved && whole && side.complete,
  };
};

export const isAccepted = ({ resolution }: NamedBreak): boolean =>
  resolution !== undefined && resolution.how === 'accept' && isActive(resolution);

export const openBreaks = ({ breaks }: Reconciled): readonly NamedBreak[] => breaks.filter((one) => !isAccepted(one));

export const reconciliationView = (found: Reconciled) => {
  const { account, proof, joined, matches } = found;
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
    matched: [...Map.groupBy(matches, ({ rule }) => rule)].map(([rule, some]) => ({
      rule,
      lines: some.reduce((sum, { bank }) => sum + bank.length, 0),
    })),
    openBreaks: openBreaks(found).length,
    gaps: joined.gaps.length + joined.missingPages.length,
    complete: found.complete,
    proved: found.proved,
  };
};

const side = (item: { readonly id: string; readonly on: CivilDate; readonly amount: bigint } | undefined) =>
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
