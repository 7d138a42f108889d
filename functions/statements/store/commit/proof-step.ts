import { addDays, type CivilDate } from '../../../kernel/values/civil-date.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import type { ProofPoint } from '../../model/bank/proof-point.ts';
import { Looks } from '../../model/matching/looks.ts';
import { WINDOWS } from '../../model/matching/matcher.ts';
import { bankItem, joined } from '../../model/reconciliation/bank-statements.ts';
import { HeldDays } from '../../model/reconciliation/held-days.ts';
import { readBetween, type StatementUnits, saidUntil } from '../../model/reconciliation/statement-units.ts';
import type { Asking } from '../queries/ledger.ts';
import { withTheirLines } from '../queries/taken-statements.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import { ITEMS_MAX, ledgerDays, tooLarge } from './ledger-side.ts';

/** Items that may be looked at to match 50,000 lines with 50,000 entries: some hundred for each of them, and seconds in all. */
const LOOKS_MAX = 20_000_000;

/** What all steps of a proof have in common. */
export interface Proving {
  readonly store: StatementsStore;
  readonly asking: Asking;
  readonly account: BankAccount;
  readonly units: StatementUnits;
  readonly versions: number | undefined;
  readonly isExcluded: (id: string) => boolean;
  readonly deadline: number;
}

/** What the days up to one come to, and whether nothing was missing for it. */
export interface Stepped {
  readonly is: 'stepped';
  readonly held: HeldDays;
  readonly point: ProofPoint;
  readonly complete: boolean;
  /** Nothing is missing, and nothing on its way: whoever makes the point again makes the same. */
  readonly isSettled: boolean;
}

/** Whatever became of it: a step, a point that does not count any more (an entry came behind it, on the day that is said), or nothing to prove. */
export type Step =
  | Stepped
  | { readonly is: 'outdated'; readonly late: CivilDate | undefined }
  | { readonly is: 'empty' };

const sumOf = (
  items: readonly { readonly on: CivilDate; readonly amount: bigint }[],
  counts: (on: CivilDate) => boolean,
) => items.reduce((sum, { on, amount }) => (counts(on) ? sum + amount : sum), 0n);

/**
 * Holds the days behind a point against each other: up to a day, or to the end of the last statement and with what lies around it.
 *
 * @throws Refusal `reconciliation-too-large`, TooMuchAlike
 */
export const proofStep = async (
  { store, asking, account, units, versions, isExcluded, deadline }: Proving,
  before: ProofPoint | undefined,
  until: CivilDate | undefined,
): Promise<Step> => {
  const heads = readBetween(units, before?.day, until);
  if (heads.reduce((sum, { lines }) => sum + Math.max(1, lines), 0) > 2 * ITEMS_MAX) throw tooLarge();
  const days = { before: before && { day: before.day, last: before.last }, until, isStated: units.isStated };
  const said = joined(await withTheirLines(store, account, heads), days);
  if (said.lines.length > ITEMS_MAX) throw tooLarge();
  const [first] = said.statements;
  const { from, bankOpening } = before ?? { from: first?.from, bankOpening: first?.opening };
  const last = said.statements.at(-1) ?? before?.last;
  if (from === undefined || bankOpening === undefined || last === undefined) return { is: 'empty' };
  const day = until ?? last.to;
  const held = new HeldDays(from, isExcluded, new Looks(LOOKS_MAX), before);
  if (!held.isStanding) return { is: 'outdated', late: undefined };
  const begin = addDays(from, -WINDOWS.late);
  const wanted = {
    from: before === undefined ? begin : addDays(before.day, 1),
    to: until ?? addDays(day, WINDOWS.late),
    since: before && { version: before.ledger.open, known: before.ledger.known, first: begin },
  };
  const side = await ledgerDays(store, asking, account, { ...wanted, versions }, deadline);
  if (before !== undefined && side.late !== undefined) return { is: 'outdated', late: side.late };
  const bank = said.lines.filter(({ line }) => line.amount !== 0n).map(bankItem);
  const upTo = (on: CivilDate): boolean => on <= day;
  held.take(
    bank.filter(({ on }) => upTo(on)),
    side.items.filter(({ on }) => upTo(on)),
  );
  const { ledgerOpening, ledgerClosing } = before ?? {
    ledgerOpening: side.opening + sumOf(side.items, (on) => on < from),
    ledgerClosing: side.opening,
  };
  const early = before === undefined ? 0n : side.early;
  const point = {
    ...held.stateAt(day),
    number: (before?.number ?? 0) + 1,
    ...{ bankOpening, ledgerOpening: ledgerOpening + early, last: { to: last.to, closing: last.closing } },
    ledgerClosing: ledgerClosing + early + sumOf(side.items, upTo),
    gaps: (before?.gaps ?? 0) + said.gaps.length,
    ledger: { known: versions ?? Number.MAX_SAFE_INTEGER, open: side.openBehind(day) },
    said: saidUntil(units, day),
  };
  if (until === undefined) {
    held.take(
      bank.filter(({ on }) => !upTo(on)),
      side.items.filter(({ on }) => !upTo(on)),
    );
    held.end();
  }
  const { complete } = side;
  return { is: 'stepped', held, point, complete, isSettled: complete && side.isTold };
};
