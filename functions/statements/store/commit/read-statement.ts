import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { addDays, type CivilDate } from '../../../kernel/values/civil-date.ts';
import { statementProblems } from '../../contract/problems.ts';
import {
  beginsBy,
  type CarriedRun,
  endsBehind,
  firstOf,
  isShown,
  lastOf,
  RUN_ENTRIES,
  sumBefore,
} from '../../model/history/carried-run.ts';
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

/** Of a history that was read before: what has to be looked at again. */
export interface Since {
  /** Entries before it lie before the wanted days; a run begins with it. */
  readonly version: number;
  /** Entries up to it were seen. */
  readonly known: number;
  /** Of entries that were not, those before this day were in the opening balance alone. */
  readonly first: CivilDate;
}

/** What a call has room and time for. */
export interface Bounds {
  readonly deadline: number;
  /** 10,000 unless said. */
  readonly linesMax?: number;
  /** All of it unless said; then the statement's own opening balance counts for nothing. */
  readonly since?: Since | undefined;
}

/** A statement, and what of the history lies around its days. */
export interface HistoryRead {
  readonly statement: AccountStatement;
  /** The first version, or the first of its run, that lies behind the wanted days. */
  readonly later: number | undefined;
  /** The first day before the wanted ones that has an entry which was not seen. */
  readonly late: CivilDate | undefined;
  /** What unseen entries add to the balance before the first day. */
  readonly early: bigint;
}

interface Read {
  readonly read: HistoryRead | undefined;
  readonly missing: readonly number[];
}

/** @param versions how many entries the ledger has; undefined where it does not know */
const read = async (
  store: StatementsStore,
  name: HistoryName,
  wanted: Wanted,
  versions: number | undefined,
  { deadline, linesMax = LINES_MAX, since }: Bounds,
): Promise<Read> => {
  const begin = since?.version ?? 1;
  const gathering = new StatementGathering(wanted, linesMax, begin);
  const { basis, zone = 'UTC' } = wanted;
  // Sums are by days of UTC: no zone is further from it than a day.
  const aside = zone === 'UTC' ? 0 : 1;
  const [from, to] = [addDays(wanted.from, -aside), addDays(wanted.to, aside)];
  const dayOf = dayInZone(zone);
  const missing: number[] = [];
  let last = begin - 1;
  let later: number | undefined;
  let late: CivilDate | undefined;
  let early = 0n;
  const known = since?.known ?? Number.MAX_SAFE_INTEGER;
  const miss = (until: number): void => {
    for (let version = last + 1; version < until && missing.length < MISSING_MAX; version += 1) missing.push(version);
  };
  // What has come since the ledger was asked belongs to the next statement.
  let looked = 0;
  const looksInto = (carried: CarriedRun): boolean => {
    const unseen = lastOf(carried.run) > known && beginsBy(carried, basis, from);
    if (!unseen && !isShown(carried, basis, from, to)) return false;
    looked += RUN_ENTRIES;
    if (looked > LOOKED_MAX) throw scattered();
    return true;
  };
  const walking = { from: begin, until: versions, looksInto };
  for await (const step of walkHistory(store, name, walking)) {
    if (store.clock.now() > deadline - LAST_MS) throw outOfTime();
    if (step.is === 'run') {
      const [first, end] = [firstOf(step.carried.run), lastOf(step.carried.run)];
      miss(first);
      last = end;
      gathering.carry(first, end, sumBefore(step.carried, basis, from));
      if (endsBehind(step.carried, basis, to)) later ??= first;
      continue;
    }
    const { entry } = step;
    if (entry.version - begin >= HISTORY_MAX) throw tooLong();
    miss(entry.version);
    last = entry.version;
    const signed = signedEntry(entry, dayOf);
    if (!gathering.add(entry.version, signed)) return { read: undefined, missing: [] };
    if (signed === undefined) continue;
    const day = basis === 'booked' ? signed.bookedOn : signed.effectiveOn;
    if (day > wanted.to) later ??= entry.version;
    if (entry.version <= known || day >= wanted.from) continue;
    if (since !== undefined && day < since.first) early += signed.amount;
    else if (late === undefined || day < late) late = day;
  }
  miss((versions ?? last) + 1);
  const statement = gathering.statement(versions);
  // Without the ledger's word nobody knows what is still on its way.
  const told = versions === undefined ? { ...statement, complete: false } : statement;
  return { read: { statement: told, later, late, early }, missing };
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
 * A history as far as it is kept, with what is missing of it asked for once. Undefined where it has more lines than may be.
 *
 * @throws Refusal `statement-too-long` where the history itself is longer than one call reads, `unavailable` where the time was up
 */
export const readHistory = async (
  store: StatementsStore,
  asking: Asking,
  name: HistoryName,
  wanted: Wanted,
  versions: number | undefined,
  bounds: Bounds,
): Promise<HistoryRead | undefined> => {
  if (versions !== undefined && versions - (bounds.since?.version ?? 1) >= HISTORY_MAX) throw tooLong();
  const first = await read(store, name, wanted, versions, bounds);
  if (first.missing.length === 0) return first.read;
  await fill(store, asking, name, first.missing);
  return (await read(store, name, wanted, versions, bounds)).read;
};

/** Its statement alone. @throws Refusal as `readHistory` does */
export const readStatement = async (...asked: Parameters<typeof readHistory>): Promise<AccountStatement | undefined> =>
  (await readHistory(...asked))?.statement;
