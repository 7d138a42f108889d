import type { Item } from '../../../kernel/aws/attributes.ts';
import type { Snapshot } from '../../model/batch.ts';

/** The items whose conditions failed, by name: undefined where there was none. */
export type ConflictsByName = ReadonlyMap<string, Item | undefined>;
export const NO_CONFLICTS: ConflictsByName = new Map();

/** The outcome of one attempt to commit a chunk. */
export type CommitAttempt =
  | { readonly kind: 'committed' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly conflicts: ConflictsByName }
  /** No answer came: the commit may have happened, or may happen yet. Its receipts tell, and forbid a second one. */
  | { readonly kind: 'lost'; readonly error: unknown };

/** What the next attempt of a chunk is planned with. */
export interface ChunkState {
  /** Undefined until the first read: the first attempt is optimistic and commits without reading. */
  readonly snapshot: Snapshot | undefined;
  /** Attempts that may still be refused or lost. */
  readonly left: number;
  readonly losses: number;
}

export const initialState = (attempts: number): ChunkState => ({ snapshot: undefined, left: attempts, losses: 0 });

/** Whether an attempt may have committed although its answer was lost. Then the caller may not answer that nothing was done. */
export const isOpen = ({ losses }: ChunkState): boolean => losses > 0;

/** Attempts without an answer before the store counts as gone. */
const MAX_LOSSES = 5;

export type Next =
  | { readonly kind: 'done' }
  /** Another attempt; `look` has the items that need not be read again. Without it nothing is read: it would not help. */
  | { readonly kind: 'again'; readonly state: ChunkState; readonly look: ConflictsByName | undefined }
  /** Others were in the way each time. */
  | { readonly kind: 'spent'; readonly state: ChunkState }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What a attempt means for the next one. */
export const nextAttempt = (state: ChunkState, attempt: CommitAttempt): Next => {
  if (attempt.kind === 'committed') return { kind: 'done' };
  if (attempt.kind === 'busy') {
    // Somebody else was in the way: that says nothing of the plan, and the deadline bounds it.
    return { kind: 'again', state, look: state.snapshot === undefined ? undefined : NO_CONFLICTS };
  }
  const left = state.left - 1;
  if (attempt.kind === 'refused') {
    const next = { ...state, left };
    return left === 0 ? { kind: 'spent', state: next } : { kind: 'again', state: next, look: attempt.conflicts };
  }
  const losses = state.losses + 1;
  if (left === 0 || losses === MAX_LOSSES) return { kind: 'failed', error: attempt.error };
  return { kind: 'again', state: { ...state, left, losses }, look: NO_CONFLICTS };
};
