import { Refusal } from '../../../kernel/core/problem.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { Way } from '../../contract/reconciliation-schemas.ts';
import type { NamedBreak, Reconciled } from './reconciled.ts';
import type { Resolution } from './resolution.ts';

/** What a client wants done about a break. */
export interface WantedResolution {
  readonly how: Way;
  readonly with?: readonly string[] | undefined;
  readonly against?: string | undefined;
  readonly reason?: string | undefined;
}

const unfit = (detail: string): Refusal => new Refusal(statementProblems['resolution-unfit'], detail);

const own = ({ bank, ledger }: NamedBreak) => ({
  bank: bank === undefined ? [] : [bank],
  ledger: ledger === undefined ? [] : [ledger],
});

/** Lines and entries that belong together: each there, in no match, and both sides of the same amount. */
const together = (found: Reconciled, one: NamedBreak, ids: readonly string[]) => {
  if (ids.length === 0) throw unfit('match names the lines and entries that belong to the break: give them in with.');
  const taken = new Set(found.matches.flatMap(({ bank, ledger }) => [...bank, ...ledger]));
  const mine = own(one);
  const others = [...new Set(ids)].filter((id) => !mine.bank.includes(id) && !mine.ledger.includes(id));
  if (others.some((id) => taken.has(id))) throw unfit('One of them is in a match already.');
  if (others.some((id) => !found.lines.has(id) && !found.entries.has(id)))
    throw unfit('One of them is no line and no entry of these days.');
  const bank = [...mine.bank, ...others.filter((id) => found.lines.has(id))];
  const ledger = [...mine.ledger, ...others.filter((id) => found.entries.has(id))];
  const sum = (some: readonly string[], of: ReadonlyMap<string, { readonly amount: bigint }>) =>
    some.reduce((total, id) => total + (of.get(id)?.amount ?? 0n), 0n);
  const [left, right] = [sum(bank, found.lines), sum(ledger, found.entries)];
  if (left !== right) throw unfit(`The lines come to ${left} minor units, the entries to ${right}.`);
  return { bank, ledger };
};

type Fresh = Omit<Resolution, 'state' | 'attempt' | 'history' | 'version' | 'transactions'>;

/** @throws Refusal `resolution-unfit` */
export const freshResolution = (found: Reconciled, one: NamedBreak, wanted: WantedResolution): Fresh => {
  const { how, against, reason } = wanted;
  if (how === 'accept' && reason === undefined) throw unfit('accept gives a reason.');
  if (how === 'book' && against === undefined)
    throw unfit('book names the account on the other side: give it in against.');
  if (how === 'book' && against === found.account.account)
    throw unfit('book names another account than the one that mirrors the bank’s.');
  const sides = how === 'match' ? together(found, one, wanted.with ?? []) : own(one);
  return {
    ...{ tenant: found.account.tenant, bankAccount: found.account.id, id: one.id },
    ...{ how, is: one.is, difference: one.difference, on: one.on },
    ...sides,
    with: wanted.with ?? [],
    against: how === 'book' ? against : undefined,
    reason,
  };
};

/**
 * From the account's amount on another client has to agree. Of a match the amount is what is matched, on the side that has more of it: two
 * entries that undo each other come to nothing together, and are no less money.
 */
export const needsApproval = (found: Reconciled, fresh: Fresh): boolean => {
  const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
  const moved = (ids: readonly string[], of: ReadonlyMap<string, { readonly amount: bigint }>): bigint =>
    ids.reduce((sum, id) => sum + size(of.get(id)?.amount ?? 0n), 0n);
  const sides =
    fresh.how === 'match'
      ? [moved(fresh.bank, found.lines), moved(fresh.ledger, found.entries)]
      : [size(fresh.difference)];
  return sides.some((amount) => amount >= found.account.approvalFrom);
};
