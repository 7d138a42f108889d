import { describe, expect, test } from '@jest/globals';
import {
  isOpen,
  type Known,
  type Next,
  NOTHING_MET,
  nextRound,
  nothingKnown,
  type Round,
} from '../../../functions/ledger/store/commit/pack-round.ts';

const snapshot = { receipts: new Map(), accounts: new Map(), holders: new Map() };
const met = new Map([['a|A', undefined]]);
const error = new Error('the line broke');
const LOST: Round = { kind: 'lost', error };
const REFUSED: Round = { kind: 'refused', met };

const knownAfter = (next: Next): Known => {
  if (next.kind !== 'again') throw new Error(`no round after ${next.kind}`);
  return next.known;
};

describe('what a round of a pack means for the next', () => {
  test('a commit is the end', () => {
    expect(nextRound(nothingKnown(5), { kind: 'committed' })).toEqual({ kind: 'done' });
  });

  test('others in the way cost no round, and are looked past only where something was read already', () => {
    const hoping = nothingKnown(5);
    expect(nextRound(hoping, { kind: 'busy' })).toEqual({ kind: 'again', known: hoping, look: undefined });
    const seeing = { ...hoping, snapshot };
    expect(nextRound(seeing, { kind: 'busy' })).toEqual({ kind: 'again', known: seeing, look: NOTHING_MET });
  });

  test('a refusal is looked at with what it met, until the rounds are spent', () => {
    const first = nextRound(nothingKnown(2), REFUSED);
    expect(first).toEqual({ kind: 'again', known: { snapshot: undefined, left: 1, losses: 0 }, look: met });
    const second = nextRound(knownAfter(first), REFUSED);
    expect([second.kind, second.kind === 'spent' && isOpen(second.known)]).toEqual(['spent', false]);
  });

  test('a lost answer leaves the outcome open for all that follows', () => {
    const next = nextRound(nothingKnown(5), LOST);
    expect(next).toMatchObject({ kind: 'again', look: NOTHING_MET });
    expect(isOpen(knownAfter(nextRound(knownAfter(next), REFUSED)))).toBe(true);
    expect(isOpen(nothingKnown(5))).toBe(false);
  });

  test('answers that are lost over and over are the error of the store, however many rounds are left', () => {
    let known = nothingKnown(60);
    for (let losses = 1; losses < 5; losses += 1) known = knownAfter(nextRound(known, LOST));
    expect(nextRound(known, LOST)).toEqual({ kind: 'failed', error });
    expect(nextRound(nothingKnown(1), LOST)).toEqual({ kind: 'failed', error });
  });
});
