import { assert } from '../../kernel/core/assert.ts';
import { type CounterRange, rangesUpTo } from './back-dated-index.ts';
import { WINDOW_MS } from './commit-chain.ts';
import { change, type Entry, effectiveTime } from './entry.ts';

/** What the end of a history says of it as a whole. */
export type Newest = Pick<Entry, 'version' | 'after' | 'link'>;

/** What the answer for a time is read from. Every read is strongly consistent. */
export interface History {
  /** The end of the history. Where entries follow their account, there may be none yet for this version. */
  readonly newest: () => Promise<Newest | undefined>;
  /** The entries of these versions that exist, in any order. */
  readonly some: (versions: readonly number[]) => Promise<readonly Entry[]>;
  /** Up to `limit` entries from `version` on, oldest first, as many as one read gives (at least one if there is one). */
  readonly from: (version: number, limit: number) => Promise<readonly Entry[]>;
  /** The sum of the counters of all the ranges. */
  readonly counted: (ranges: readonly CounterRange[]) => Promise<bigint>;
}

export interface BalanceAt {
  readonly posted: bigint;
  /** False where the history read is still behind: `posted` may then lack entries. */
  readonly complete: boolean;
}

/** Versions looked at per round of the search: a history of a million entries takes seven rounds. */
const PROBES = 7;
/** 8^16 versions: more than a history can have. */
const MAX_ROUNDS = 16;
const SCAN_PAGE = 500;
/** Bounds the look ahead at 10,000 entries within `WINDOW_MS`, ten times what one partition can take. */
const MAX_SCANS = 20;
/** How often the reads start anew when back-dated entries come in meanwhile. */
const MAX_ATTEMPTS = 3;

const NOTHING = { commitAt: 0, backTotal: 0n, after: 0n, version: 0 };
type Found = typeof NOTHING;

/** Evenly spread versions strictly between `low` and `high`. */
const probes = (low: number, high: number): readonly number[] => {
  const between = high - low - 1;
  if (between <= PROBES) return Array.from({ length: between }, (_, i) => low + 1 + i);
  return Array.from({ length: PROBES }, (_, i) => low + Math.ceil(((i + 1) * between) / (PROBES + 1)));
};

const found = (entry: Newest): Found | undefined =>
  entry.link && {
    commitAt: entry.link.commitAt,
    backTotal: entry.link.backTotal,
    after: entry.after,
    version: entry.version,
  };

/**
 * The last entry committed by `at`; undefined where a missing or unlinked entry hides it. One that is missing beyond those
 * between which the answer lies hides nothing: commit times never fall.
 */
const lastCommittedBy = async (history: History, at: number, newest: Newest): Promise<Found | undefined> => {
  const top = found(newest);
  if (top === undefined || top.commitAt <= at) return top;
  let low: Found = NOTHING;
  let high = top.version;
  for (let round = 0; round < MAX_ROUNDS && high - low.version > 1; round += 1) {
    const wanted = probes(low.version, high);
    const read = (await history.some(wanted)).map(found).filter((entry) => entry !== undefined);
    for (const entry of read) {
      if (entry.commitAt <= at && entry.version > low.version) low = entry;
      if (entry.commitAt > at && entry.version < high) high = entry.version;
    }
    const seen = new Set(read.map(({ version }) => version));
    if (wanted.some((version) => version > low.version && version < high && !seen.has(version))) return undefined;
  }
  assert(high - low.version === 1, 'commit times never fall, so the search meets');
  return low;
};

/** Changes of entries committed just after `at` that count by then and are not in the index; undefined where a gap is met. */
const lookAhead = async (history: History, at: number, after: number, newest: number): Promise<bigint | undefined> => {
  let sum = 0n;
  let next = after + 1;
  for (let scan = 0; scan < MAX_SCANS && next <= newest; scan += 1) {
    const page = await history.from(next, SCAN_PAGE);
    if (page.length === 0) return undefined;
    for (const entry of page) {
      if (entry.version !== next || entry.link === undefined) return undefined;
      if (entry.link.commitAt > at + WINDOW_MS) return sum;
      if (!entry.link.backDated && effectiveTime(entry) <= at) sum += change(entry);
      next += 1;
    }
  }
  return next > newest ? sum : undefined;
};

/** One reading: exact for the entries up to `newest`, unless back-dated ones came in while it was under way. */
const readOnce = async (history: History, at: number, newest: Newest): Promise<bigint | undefined> => {
  const base = await lastCommittedBy(history, at, newest);
  if (base === undefined) return undefined;
  const [ahead, back] = await Promise.all([
    lookAhead(history, at, base.version, newest.version),
    history.counted(rangesUpTo(at)),
  ]);
  return ahead === undefined ? undefined : base.after - base.backTotal + back + ahead;
};

/**
 * The posted balance at `at`: the sum of the changes of all entries whose effective time is `at` or before.
 *
 * Why it holds: an entry's commit time is never before its effective time. So all entries that are not back-dated and were
 * committed by `at` count. Of those committed later only ones within `WINDOW_MS` can. Back-dated ones are summed by the index
 * alone. The cost is a search over versions, a look ahead bounded by time, and six small ranges of counters.
 *
 * `expected` is the account's version, read before this call; `complete` says that every entry up to it was taken in.
 */
export const findBalanceAt = async (history: History, at: number, expected: number): Promise<BalanceAt> => {
  // Nothing counts before 1970: `effectiveAt` starts there.
  if (at < 0) return { posted: 0n, complete: true };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const newest = await history.newest();
    if (newest === undefined) return { posted: 0n, complete: expected === 0 };
    const posted = await readOnce(history, at, newest);
    if (posted === undefined) break;
    const now = await history.newest();
    if (now?.link?.backCount === newest.link?.backCount) return { posted, complete: newest.version >= expected };
  }
  const newest = await history.newest();
  return { posted: newest?.after ?? 0n, complete: false };
};
