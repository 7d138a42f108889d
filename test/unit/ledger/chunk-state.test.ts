import { describe, expect, test } from '@jest/globals';
import {
  type ChunkState,
  type CommitAttempt,
  initialState,
  isOpen,
  type Next,
  NO_CONFLICTS,
  nextAttempt,
} from '../../../functions/ledger/store/commit/chunk-state.ts';

const snapshot = { receipts: new Map(), accounts: new Map(), holders: new Map() };
const conflicts = new Map([['a|A', undefined]]);
const error = new Error('the line broke');
const LOST: CommitAttempt = { kind: 'lost', error };
const REFUSED: CommitAttempt = { kind: 'refused', conflicts };

const knownAfter = (next: Next): ChunkState => {
  if (next.kind !== 'again') throw new Error(`no attempt after ${next.kind}`);
  return next.state;
};

describe('what a attempt of a chunk means for the next', () => {
  test('a commit is the end', () => {
    expect(nextAttempt(initialState(5), { kind: 'committed' })).toEqual({ kind: 'done' });
  });

  test('others in the way cost no attempt, and are looked past only where something was read already', () => {
    const hoping = initialState(5);
    expect(nextAttempt(hoping, { kind: 'busy' })).toEqual({ kind: 'again', state: hoping, look: undefined });
    const seeing = { ...hoping, snapshot };
    expect(nextAttempt(seeing, { kind: 'busy' })).toEqual({ kind: 'again', state: seeing, look: NO_CONFLICTS });
  });

  test('a refusal is looked at with what it conflicts, until the attempts are spent', () => {
    const first = nextAttempt(initialState(2), REFUSED);
    expect(first).toEqual({ kind: 'again', state: { snapshot: undefined, left: 1, losses: 0 }, look: conflicts });
    const second = nextAttempt(knownAfter(first), REFUSED);
    expect([second.kind, second.kind === 'spent' && isOpen(second.state)]).toEqual(['spent', false]);
  });

  test('a lost answer leaves the outcome open for all that follows', () => {
    const next = nextAttempt(initialState(5), LOST);
    expect(next).toMatchObject({ kind: 'again', look: NO_CONFLICTS });
    expect(isOpen(knownAfter(nextAttempt(knownAfter(next), REFUSED)))).toBe(true);
    expect(isOpen(initialState(5))).toBe(false);
  });

  test('answers that are lost over and over are the error of the store, however many attempts are left', () => {
    let state = initialState(60);
    for (let losses = 1; losses < 5; losses += 1) state = knownAfter(nextAttempt(state, LOST));
    expect(nextAttempt(state, LOST)).toEqual({ kind: 'failed', error });
    expect(nextAttempt(initialState(1), LOST)).toEqual({ kind: 'failed', error });
  });
});
