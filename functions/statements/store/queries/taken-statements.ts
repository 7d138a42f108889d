import { inParallel } from '../../../kernel/core/parallel.ts';
import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import type { BankFile } from '../../model/bank/bank-file.ts';
import type { TakenStatement } from '../../model/reconciliation/taken-statement.ts';
import type { Table } from '../queries/histories.ts';
import { bankFilesOf, linesOf } from './bank-reads.ts';

const WIDTH = 8;

interface Place {
  readonly file: BankFile;
  readonly at: number;
}

/**
 * The statements of a bank account that have a day of these, with their lines, in the order of files and places; undefined where they
 * have more than `linesMax` lines in all, of which then none is read.
 */
export const statementsBetween = async (
  store: Table,
  account: BankAccount,
  { from, to }: { readonly from: CivilDate; readonly to: CivilDate },
  linesMax: number,
): Promise<readonly TakenStatement[] | undefined> => {
  const places: Place[] = (await bankFilesOf(store, account)).flatMap((file) =>
    [...file.statements.keys()].map((at) => ({ file, at })),
  );
  const wanted = places.filter(({ file, at }) => {
    const head = file.statements[at];
    return head !== undefined && head.from <= to && head.to >= from;
  });
  const lines = wanted.reduce((sum, { file, at }) => sum + (file.statements[at]?.lines ?? 0), 0);
  if (lines > linesMax) return undefined;
  const taken = new Map<Place, TakenStatement>();
  await inParallel(wanted, WIDTH, async (place) => {
    const head = place.file.statements[place.at];
    if (head !== undefined) taken.set(place, { ...head, lines: await linesOf(store, place.file, place.at) });
  });
  return wanted.flatMap((place) => taken.get(place) ?? []);
};
