import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Break, Match, Outcome } from '../../../functions/statements/model/matching/items.ts';
import { matchAll } from '../../../functions/statements/model/matching/matcher.ts';
import { runs } from '../../support/runs.ts';
import { bankMonth, groupOf, type Month, shuffled } from './bank-month.ts';

const PAYMENTS = 400;
const RECALL = 0.98;

const matchesIn = (outcomes: readonly Outcome[]): readonly Match[] => outcomes.filter((one) => one.kind === 'match');
const breaksIn = (outcomes: readonly Outcome[]): readonly Break[] => outcomes.filter((one) => one.kind === 'break');

const judged = (month: Month) => {
  const outcomes = [...matchAll(month.bank, month.ledger)];
  const matches = matchesIn(outcomes);
  const wrong = matches.filter(({ bank, ledger }) => !month.truth.has(groupOf(bank, ledger)));
  const told = new Map(breaksIn(outcomes).map((one) => [one.bank ?? one.ledger, one.is]));
  const misnamed = [...month.breaks].filter(([id, kind]) => told.get(id) !== kind);
  return { outcomes, wrong, found: matches.length, misnamed };
};

describe('months of a bank with known truth', () => {
  test('are matched without one wrong match, and at least 98 of 100 by themselves', () => {
    let [truth, found, breaks, misnamed] = [0, 0, 0, 0];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const month = bankMonth(seed, PAYMENTS);
        const judgement = judged(month);
        expect(judgement.wrong).toEqual([]);
        truth += month.truth.size;
        found += judgement.found;
        breaks += month.breaks.size;
        misnamed += judgement.misnamed.length;
      }),
      { numRuns: runs(30, 8) },
    );
    expect(found / truth).toBeGreaterThanOrEqual(RECALL);
    expect(1 - misnamed / breaks).toBeGreaterThanOrEqual(RECALL);
  }, 120_000);

  test('give the same outcomes in whatever order lines and entries come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 0, max: 2 ** 31 }), (seed, order) => {
        const month = bankMonth(seed, PAYMENTS);
        const mixed = [...matchAll(shuffled(month.bank, order), shuffled(month.ledger, order + 1))];
        expect(mixed).toEqual([...matchAll(month.bank, month.ledger)]);
      }),
      { numRuns: runs(12, 3) },
    );
  }, 120_000);

  test('leave no item out, take none twice, and sum to the difference of both sides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const month = bankMonth(seed, PAYMENTS);
        const outcomes = [...matchAll(month.bank, month.ledger)];
        const ids = (side: 'bank' | 'ledger') =>
          outcomes
            .flatMap((one) => (one.kind === 'match' ? one[side] : one[side] === undefined ? [] : [one[side]]))
            .toSorted();
        for (const side of ['bank', 'ledger'] as const)
          expect(ids(side)).toEqual(month[side].map(({ id }) => id).toSorted());
        const sum = (items: readonly { readonly amount: bigint }[]) =>
          items.reduce((total, { amount }) => total + amount, 0n);
        const explained = breaksIn(outcomes).reduce((total, { difference }) => total + difference, 0n);
        expect(explained).toBe(sum(month.bank) - sum(month.ledger));
      }),
      { numRuns: runs(20, 5) },
    );
  }, 120_000);
});
