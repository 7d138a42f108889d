import { type Entry, effectiveTime, type Line, type Link } from './entry.ts';

/**
 * An entry may lie this much before the commit time of its account without being indexed as back-dated. It absorbs the jitter
 * between concurrent writers of one account (queueing, clocks a little apart); readers look this far ahead instead. It never
 * changes: writers of two releases at once must agree on it, and readers on what was written years ago.
 */
export const WINDOW_MS = 250;

/** Where the chain of an account starts. */
export const CHAIN_START: Link = { commitAt: 0, backTotal: 0n, backCount: 0, backDated: false };

/**
 * The link of the entry that follows `previous`. It depends on nothing but the entries themselves, so two relays at once, or
 * one relay twice, compute the same. Holds move no posted money: they are never indexed.
 */
export const follow = (previous: Link, entry: Line & Pick<Entry, 'before' | 'after'>): Link => {
  const effective = effectiveTime(entry);
  const commitAt = Math.max(previous.commitAt, entry.at, effective);
  const moved = entry.after - entry.before;
  const backDated = moved !== 0n && effective < commitAt - WINDOW_MS;
  return {
    commitAt,
    backDated,
    backTotal: backDated ? previous.backTotal + moved : previous.backTotal,
    backCount: previous.backCount + (backDated ? 1 : 0),
  };
};

/** Links a run of consecutive entries. Without a predecessor none of them can be linked (see `Entry.link`). */
export const linkAll = (previous: Link | undefined, entries: readonly Entry[]): readonly Entry[] => {
  if (previous === undefined) return entries;
  let last = previous;
  return entries.map((entry) => {
    last = follow(last, entry);
    return { ...entry, link: last };
  });
};
