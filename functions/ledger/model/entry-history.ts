import { assert } from '../../kernel/core/assert.ts';
import type { Entry, Line, Side } from './entry.ts';

/** The totals of an account, as its item holds them: posted and pending debits and credits. */
export interface Totals {
  readonly debits: bigint;
  readonly credits: bigint;
  readonly pendingDebits: bigint;
  readonly pendingCredits: bigint;
}

export const NO_TOTALS: Totals = { debits: 0n, credits: 0n, pendingDebits: 0n, pendingCredits: 0n };

/** The totals after a line. */
export const addLine = (totals: Totals, line: Pick<Line, 'side' | 'amount' | 'pending'>): Totals =>
  line.side === 'debit'
    ? { ...totals, debits: totals.debits + line.amount, pendingDebits: totals.pendingDebits + line.pending }
    : { ...totals, credits: totals.credits + line.amount, pendingCredits: totals.pendingCredits + line.pending };

/** The posted balance on the account's normal side. */
export const posted = (totals: Totals, normal: Side): bigint =>
  normal === 'credit' ? totals.credits - totals.debits : totals.debits - totals.credits;

const same = (a: Totals, b: Totals): boolean =>
  a.debits === b.debits &&
  a.credits === b.credits &&
  a.pendingDebits === b.pendingDebits &&
  a.pendingCredits === b.pendingCredits;

/** An account at a version: what one stream image says of it. */
export interface AccountState extends Totals {
  readonly version: number;
}

/** Entries of consecutive lines that start from `before`; the last one lands on the totals that are returned. */
export const enter = (
  before: AccountState,
  normal: Side,
  lines: readonly Line[],
): { readonly entries: readonly Entry[]; readonly after: AccountState } => {
  let totals: Totals = before;
  const entries = lines.map((line, index) => {
    const balance = posted(totals, normal);
    totals = addLine(totals, line);
    return { ...line, version: before.version + index + 1, before: balance, after: posted(totals, normal) };
  });
  return { entries, after: { ...totals, version: before.version + lines.length } };
};

/**
 * The entries that lie between two images of an account. Asserts that the lines explain the whole change of version, posted
 * and pending totals: an account whose lines do not is broken and must not be given a history that hides it.
 */
export const entriesBetween = (
  before: AccountState,
  after: AccountState,
  normal: Side,
  lines: readonly Line[],
): readonly Entry[] => {
  const entered = enter(before, normal, lines);
  assert(entered.after.version === after.version, "an account's version counts its lines");
  assert(same(entered.after, after), "an account's totals are those before plus its lines");
  return entered.entries;
};
