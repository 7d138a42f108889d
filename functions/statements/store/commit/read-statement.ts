import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { addDays } from '../../../kernel/values/civil-date.ts';
import { statementProblems } from '../../contract/problems.ts';
import { type CarriedRun, firstOf, isShown, lastOf, RUN_ENTRIES, sumBefore } from '../../model/history/carried-run.ts';
import type { HistoryName } from '../../model/history/kept-entry.ts';
import { dayInZone, signedEntry } from '../../model/history/kept-entry.ts';
import { type AccountStatement, StatementGathering, type Wanted } from '../../model/statement/account-statement.ts';
import { type Asking, ledgerEntries } from '../queries/ledger.ts';
import { walkHistory } from '../queries/walk-history.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import { keepEntries } from './keep-entries.ts';

export const LINES_MAX = 10_000;
/** Their runs are a thousand items, which one call reads; the lines that are shown come on top. */
export const HISTORY_MAX = 1_000_000;
/** Entries of runs that are summed up and have to be looked at all the same: back-dated ones may lie in every run. */
const LOOKED_MAX = 200_000;
/** Missing entries that one call asks the ledger for: the newest. What is older is a case for a rebuild. */
const FILL_PAGES = 10;
const MISSING_MAX = 1_000;
/** For writing the statement, once it is read. */
const LAST_MS = 3_000;

const scattered = (): Refusal =>
  new Refusal(
    statementProblems['statement-too-long'],
    `The lines of these days lie among more than ${LOOKED_MAX} entries: use folio statement.`,
  );

const tooLong = (): Refusal =>
  new Refusal(
    statementProblems['statement-too-long'],
    `The account has more than ${HISTORY_MAX} entries: use folio statement.`,
  );

/** What was summed up so far is kept, so each call comes further than the one before. */
const outOfTime = (): Refusal =>
  new Refusal(common.unavailable, 'The sums of this history are still being made. Nothing is lost: ask again.');

/** What a call has room and time for. */
export interface Bounds {
  readonly deadline: number;
  /** 10,000 unless said. */
  readonly linesMax?: number;
}

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
  { deadline, linesMax = LINES_MAX }: Bounds,
): Promise<Read> => {
  const gathering = new StatementGathering(wanted, linesMax);
  const { basis, zone = 'UTC' } = wanted;
  // Sums are by days of UTC: no zone is further from it than a day.
  const aside = zone === 'UTC' ? 0 : 1;
  const [from, to] = [addDays(wanted.from, -aside), addDays(wanted.to, aside)];
  const dayOf = dayInZone(zone);
  const missing: number[] = [];
  let last = 0;
  const miss = (until: number): void => {
    for (let version = last + 1; version < until && missing.length < MISSING_MAX; version += 1) missing.push(version);
  };
  // What has come since the ledger was asked belongs to the next statement.
  let looked = 0;
  const looksInto = (carried: CarriedRun): boolean => {
    if (!isShown(carried, basis, from, to)) return false;
    looked += RUN_ENTRIES;
    if (looked > LOOKED_MAX) throw scattered();
    return true;
  };
  const walking = { until: versions, looksInto };
  for await (const step of walkHistory(store, name, walking)) {
    if (store.clock.now() > deadline - LAST_MS) throw outOfTime();
    if (step.is === 'run') {
      const [first, end] = [firstOf(step.carried.run), lastOf(step.carried.run)];
      miss(first);
      last = end;
      gathering.carry(first, end, sumBefore(step.carried, basis, from));
      continue;
    }
    const { entry } = step;
    if (entry.version > HISTORY_MAX) throw tooLong();
    miss(entry.version);
    last = entry.version;
    if (!gathering.add(entry.version, signedEntry(entry, dayOf))) return { statement: undefined, missing: [] };
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
 * @throws Refusal `statement-too-long` where the history itself is longer than one call reads, `unavailable` where the time was up
 */
export const readStatement = async (
  store: StatementsStore,
  asking: Asking,
  name: HistoryName,
  wanted: Wanted,
  versions: number | undefined,
  bounds: Bounds,
): Promise<AccountStatement | undefined> => {
  if (versions !== undefined && versions > HISTORY_MAX) throw tooLong();
  const first = await read(store, name, wanted, versions, bounds);
  if (first.missing.length === 0) return first.statement;
  await fill(store, asking, name, first.missing);
  return (await read(store, name, wanted, versions, bounds)).statement;
};
