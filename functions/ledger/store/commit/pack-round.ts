import type { Item } from '../../../kernel/aws/attributes.ts';
import type { Snapshot } from '../../model/batch.ts';

/** The items that conditions met, by name: undefined where there was none. */
export type Met = ReadonlyMap<string, Item | undefined>;
export const NOTHING_MET: Met = new Map();

/** What came of one try to commit a pack. */
export type Round =
  | { readonly kind: 'committed' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly met: Met }
  /** No answer came: the commit may have happened, or may happen yet. Its receipts tell, and forbid a second one. */
  | { readonly kind: 'lost'; readonly error: unknown };

/** What the rounds of a pack have taught so far, with which the next one is planned. */
export interface Known {
  /** Undefined as long as nothing was read: the next round hopes. */
  readonly snapshot: Snapshot | undefined;
  /** Rounds that may still be refused or lost. */
  readonly left: number;
  readonly losses: number;
}

export const nothingKnown = (rounds: number): Known => ({ snapshot: undefined, left: rounds, losses: 0 });

/** Whether a round may have done something that it never said: then nobody can say that nothing was done. */
export const isOpen = ({ losses }: Known): boolean => losses > 0;

/** Rounds without an answer before the store counts as gone. */
const MAX_LOSSES = 5;

export type Next =
  | { readonly kind: 'done' }
  /** Another round, after a look at the store beside what was met; without one where that would tell nothing. */
  | { readonly kind: 'again'; readonly known: Known; readonly look: Met | undefined }
  /** Others were in the way each time. */
  | { readonly kind: 'spent'; readonly known: Known }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What a round means for the next one. */
export const nextRound = (known: Known, round: Round): Next => {
  if (round.kind === 'committed') return { kind: 'done' };
  if (round.kind === 'busy') {
    // Somebody else was in the way: that says nothing of the plan, and the deadline bounds it.
    return { kind: 'again', known, look: known.snapshot === undefined ? undefined : NOTHING_MET };
  }
  const left = known.left - 1;
  if (round.kind === 'refused') {
    const next = { ...known, left };
    return left === 0 ? { kind: 'spent', known: next } : { kind: 'again', known: next, look: round.met };
  }
  const losses = known.losses + 1;
  if (left === 0 || losses === MAX_LOSSES) return { kind: 'failed', error: round.error };
  return { kind: 'again', known: { ...known, left, losses }, look: NOTHING_MET };
};
