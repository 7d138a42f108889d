import { netted } from './back-dated-index.ts';
import { follow } from './commit-chain.ts';
import { type Entry, effectiveTime, type Line, type Link } from './entry.ts';
import { type AccountState, enter } from './entry-history.ts';

/** What a receipt does to one system account in one currency, and the receipt that says so. */
export interface FoldLine extends Line {
  /** The id under which the fold is marked: one receipt is folded once. */
  readonly receiptId: string;
}

/** A system account in one currency: totals, the version of its newest entry and that entry's link. */
export interface SystemState extends AccountState {
  readonly link: Link;
}

export interface Fold {
  readonly entries: readonly Entry[];
  readonly counters: ReturnType<typeof netted>;
  readonly after: SystemState;
}

/** DynamoDB's limit of one transaction, less the state item and the directory item. */
const MAX_ACTIONS = 98;

/** Lines in the order in which they are folded: by time, so that receipts of several shards seldom become back-dated. */
export const foldOrder = (lines: readonly FoldLine[]): readonly FoldLine[] =>
  lines.toSorted((a, b) => a.at - b.at || (a.receiptId < b.receiptId ? -1 : 1));

const foldAll = (before: SystemState, lines: readonly FoldLine[]): Fold => {
  const entered = enter(before, 'credit', lines);
  let link = before.link;
  const entries = entered.entries.map((entry) => {
    link = follow(link, entry);
    return { ...entry, link };
  });
  const backDated = entries.filter((entry) => entry.link.backDated);
  const counters = netted(
    backDated.map((entry) => ({ effective: effectiveTime(entry), change: entry.after - entry.before })),
  );
  return { entries, counters, after: { ...entered.after, link } };
};

/**
 * Folds as many of the lines, from the first on, as one store transaction holds: a mark for each, and the counters of those
 * that are back-dated. At least one line always fits.
 */
export const fold = (before: SystemState, lines: readonly FoldLine[]): Fold => {
  let count = Math.min(lines.length, MAX_ACTIONS);
  let folded = foldAll(before, lines.slice(0, count));
  // Each round takes an eighth off; a single line needs 1 + 6 actions.
  while (folded.entries.length + folded.counters.length > MAX_ACTIONS) {
    count -= Math.ceil(count / 8);
    folded = foldAll(before, lines.slice(0, count));
  }
  return folded;
};
