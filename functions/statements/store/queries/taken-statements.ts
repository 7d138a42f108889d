import { inParallel } from '../../../kernel/core/parallel.ts';
import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import type { BankFile } from '../../model/bank/bank-file.ts';
import type { PlacedHead } from '../../model/reconciliation/statement-units.ts';
import type { TakenStatement } from '../../model/reconciliation/taken-statement.ts';
import type { Table } from '../queries/histories.ts';
import { bankFilesOf, linesOf } from './bank-reads.ts';

const WIDTH = 8;
/** Files and statements of an account that are looked through for those of some days: centuries of days. */
export const HEADS_MAX = 100_000;

interface Place {
  readonly file: BankFile;
  readonly at: number;
}

/** A statement costs a read, whether it has lines or none. */
const readsOf = (lines: number): number => Math.max(1, lines);

/**
 * The statements of a bank account that have a day of these, with their lines, in the order of files and places; undefined where they
 * have more than `linesMax` lines in all, of which then none is read. A statement without lines counts as one.
 */
export const statementsBetween = async (
  store: Table,
  account: BankAccount,
  { from, to }: { readonly from: CivilDate; readonly to: CivilDate },
  linesMax: number,
): Promise<readonly TakenStatement[] | undefined> => {
  const wanted: Place[] = [];
  let [heads, lines] = [0, 0];
  for await (const file of bankFilesOf(store, account)) {
    heads += 1 + file.statements.length;
    if (heads > HEADS_MAX) return undefined;
    for (const [at, head] of file.statements.entries()) {
      if (head.from > to || head.to < from) continue;
      lines += readsOf(head.lines);
      if (lines > linesMax) return undefined;
      wanted.push({ file, at });
    }
  }
  const taken = new Map<Place, TakenStatement>();
  await inParallel(wanted, WIDTH, async (place) => {
    const head = place.file.statements[place.at];
    if (head !== undefined) taken.set(place, { ...head, lines: await linesOf(store, place.file, place.at) });
  });
  return wanted.flatMap((place) => taken.get(place) ?? []);
};

/** Formats whose lines bear ids that are unique in the account. */
const UNIQUE_FORMATS: ReadonlySet<BankFile['format']> = new Set(['ofx', 'csv']);

/** The statements of a bank account that close up to a day, without their lines; undefined where they are too many to be looked through. */
export const headsUntil = async (
  store: Table,
  account: BankAccount,
  until: CivilDate,
): Promise<readonly PlacedHead[] | undefined> => {
  const found: PlacedHead[] = [];
  let seen = 0;
  for await (const file of bankFilesOf(store, account)) {
    seen += 1 + file.statements.length;
    if (seen > HEADS_MAX) return undefined;
    for (const [at, head] of file.statements.entries())
      if (head.to <= until) found.push({ ...head, file: file.id, at, isUnique: UNIQUE_FORMATS.has(file.format) });
  }
  return found;
};

/** Statements with their lines, in the order of their heads. */
export const withTheirLines = async (
  store: Table,
  { tenant }: BankAccount,
  heads: readonly PlacedHead[],
): Promise<readonly TakenStatement[]> => {
  const taken = new Map<PlacedHead, TakenStatement>();
  await inParallel(heads, WIDTH, async (head) => {
    const { file, at, isUnique: _, ...rest } = head;
    taken.set(head, { ...rest, lines: await linesOf(store, { tenant, id: file }, at) });
  });
  return heads.flatMap((head) => taken.get(head) ?? []);
};
