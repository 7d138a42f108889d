import { bigintJson } from '../../functions/kernel/values/bigint-json.ts';
import type { Api } from '../client/api.ts';
import { CommandFailure } from '../client/problem-error.ts';
import type { Terminal } from '../client/terminal.ts';
import { importJournal } from '../import/import-journal.ts';
import { showSummary } from '../import/show-summary.ts';
import type { ImportSummary } from '../import/summary.ts';
import type { Book } from './book.ts';
import { compare, type Row } from './compare.ts';
import { objections, type Said } from './objections.ts';
import { readBalances } from './read-balances.ts';
import { showPlan, showRows } from './show.ts';
import type { Migration } from './to-journal.ts';

const isProved = (rows: readonly Row[]): boolean => rows.every(({ is }) => is === 'equal' || is === 'own');

const asDocument = (value: unknown): unknown => JSON.parse(bigintJson(value));

const resultOf = (book: Book, { journal, unequal, unbookable, holds }: Migration, rows: readonly Row[]) => ({
  form: book.form,
  foreign: Object.fromEntries(book.foreign),
  counts: book.counts,
  accounts: journal.accounts.length,
  transactions: journal.transactions.length - holds,
  holds,
  unequal,
  unbookable,
  balances: rows,
});

const sayUnstated = (book: Book, rows: readonly Row[], out: Terminal): void => {
  const unstated = rows.filter(({ is }) => is === 'not-stated').length;
  if (unstated > 0)
    out.line(
      `Not proved: the export does not state ${unstated} of them. --balances <file> with what this writes: ${book.balancesBy}`,
    );
};

/** What a migration would do, from the file alone. True where every balance would be the source's own. */
export const showMigration = (book: Book, migration: Migration, said: Said, out: Terminal): boolean => {
  const against = objections(book, said);
  const rows = compare(migration.accounts, book.stated, migration.balances);
  showPlan(book, migration, out);
  showRows(rows, 'Folio would hold them', out);
  sayUnstated(book, rows, out);
  for (const one of against) out.line(one);
  out.line(`Nothing was booked: --commit books it${against.length === 0 ? '' : ', once this is answered'}.`);
  out.result(asDocument({ committed: false, ...resultOf(book, migration, rows), against }));
  return isProved(rows) && migration.unbookable.length === 0 && against.length === 0;
};

/** @throws CommandFailure where something would be missing that nobody has said is to be left out, before anything is sent */
const assertWhole = (book: Book, said: Said): void => {
  const against = objections(book, said);
  if (against.length > 0) throw new CommandFailure(`${against.join(' ')} Nothing was sent.`);
};

/** @throws CommandFailure where what would be booked has other balances than the source, before anything is sent */
const assertEqual = (rows: readonly Row[], { unbookable }: Migration): void => {
  const differing = rows.filter(({ is }) => is === 'differs').length;
  if (differing + unbookable.length === 0) return;
  throw new CommandFailure(
    `${differing} balances would differ from the source's and ${unbookable.length} movements cannot be booked: nothing was sent. The same command without --commit lists them.`,
  );
};

export interface Booking {
  readonly api: Api;
  readonly retryRefused: boolean;
  readonly said: Said;
}

/** Books a migration as "folio import" does, then reads every balance from the ledger. True where all of it is there and equal. */
export const bookMigration = async (
  book: Book,
  migration: Migration,
  { api, retryRefused, said }: Booking,
  out: Terminal,
): Promise<boolean> => {
  assertWhole(book, said);
  assertEqual(compare(migration.accounts, book.stated, migration.balances), migration);
  showPlan(book, migration, out);
  const progress = (done: number, total: number): void => out.progress(`${done} of ${total} accounts and transactions`);
  const summary: ImportSummary = await importJournal(api, migration.journal, { retryRefused, progress });
  showSummary(summary, out, { counts: book.counts, retryRefused });
  const refused = new Set(summary.accounts.refused === 0 ? [] : summary.refusals.map(({ what }) => what));
  const there = migration.accounts.filter(({ id }) => !refused.has(id));
  const rows = compare(migration.accounts, book.stated, await readBalances(api, there));
  showRows(rows, 'the ledger has them', out);
  sayUnstated(book, rows, out);
  const whole = summary.refusals.length + summary.differing.length === 0;
  if (isProved(rows) && whole) out.line("Proved: each balance was read from the ledger and is the source's own.");
  out.result(asDocument({ committed: true, ...resultOf(book, migration, rows), import: summary }));
  return isProved(rows) && whole;
};
