import { Refusal } from '../../../kernel/core/problem.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { HistoryName } from '../../model/history/kept-entry.ts';
import { signedEntry } from '../../model/history/kept-entry.ts';
import { type AccountStatement, StatementGathering, type Wanted } from '../../model/statement/account-statement.ts';
import { keepEntries } from '../table/keep-entries.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import { entriesOf } from './histories.ts';
import { type Asking, ledgerEntries } from './ledger.ts';

export const LINES_MAX = 10_000;
/** A statement reads a history from its beginning, whatever its days: more than that does not fit into the time of a call. */
export const HISTORY_MAX = 200_000;
/** Missing entries that one call asks the ledger for: the newest. What is older is a case for a rebuild. */
const FILL_PAGES = 10;
const MISSING_MAX = 1_000;

const tooLong = (): Refusal =>
  new Refusal(
    statementProblems['statement-too-long'],
    `The account has more than ${HISTORY_MAX} entries, and a statement reads all of them: use folio statement.`,
  );

interface Read {
  readonly statement: AccountStatement | undefined;
  readonly missing: readonly number[];
}

/** @param versions how many entries the ledger has; undefined where it does not know */
const read = async (
  store: StatementsStore,
  name: HistoryName,
  wanted: Wanted,
  versions: number | undefined,
): Promise<Read> => {
  const gathering = new StatementGathering(wanted, LINES_MAX);
  const missing: number[] = [];
  let last = 0;
  const miss = (until: number): void => {
    for (let version = last + 1; version < until && missing.length < MISSING_MAX; version += 1) missing.push(version);
  };
  let entries = 0;
  for await (const entry of entriesOf(store, name)) {
    entries += 1;
    if (entries > HISTORY_MAX) throw tooLong();
    // What has come since the ledger was asked belongs to the next statement.
    if (versions !== undefined && entry.version > versions) break;
    miss(entry.version);
    last = entry.version;
    if (!gathering.add(entry.version, signedEntry(entry))) return { statement: undefined, missing: [] };
  }
  miss((versions ?? last) + 1);
  const statement = gathering.statement(versions);
  // Without the ledger's word nobody knows what is still on its way.
  return { statement: versions === undefined ? { ...statement, complete: false } : statement, missing };
};

/** Asks the ledger for the missing entries, from the newest on, and keeps them. */
const fill = async (
  store: StatementsStore,
  asking: Asking,
  name: HistoryName,
  missing: readonly number[],
): Promise<void> => {
  const wanted = new Set(missing);
  const lowest = missing[0] ?? 0;
  let cursor: string | undefined;
  for (let pages = 0; pages < FILL_PAGES; pages += 1) {
    const page = await ledgerEntries(asking, name, { order: 'desc', ...(cursor === undefined ? {} : { cursor }) });
    if (page === undefined) return;
    const found = page.entries.filter(({ version }) => wanted.has(version));
    if (found.length > 0)
      await keepEntries(
        store,
        found.map((entry) => ({ ...name, entry })),
      );
    if (page.nextCursor === undefined || page.entries.some(({ version }) => version <= lowest)) return;
    cursor = page.nextCursor;
  }
};

/**
 * A statement of what is kept, with what is missing of it asked for once. Undefined where it has more lines than may be.
 *
 * @throws Refusal `statement-too-long` where the history itself is longer than one call reads
 */
export const readStatement = async (
  store: StatementsStore,
  asking: Asking,
  name: HistoryName,
  wanted: Wanted,
  versions: number | undefined,
): Promise<AccountStatement | undefined> => {
  if (versions !== undefined && versions > HISTORY_MAX) throw tooLong();
  const first = await read(store, name, wanted, versions);
  if (first.missing.length === 0) return first.statement;
  await fill(store, asking, name, first.missing);
  return (await read(store, name, wanted, versions)).statement;
};
