import { describe, expect, test } from '@jest/globals';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import { decidedBy, exclusionOf } from '../../../functions/statements/model/bank/excluded.ts';
import type { Resolution } from '../../../functions/statements/model/bank/resolution.ts';

const on = civilDate(2026, 11, 2);
const resolution = (id: string, more: Partial<Resolution>): Resolution => ({
  ...{
    tenant: 'acme',
    bankAccount: 'ban_1',
    id,
    how: 'match',
    state: 'active',
    is: 'missing-here',
    difference: 5n,
    on,
  },
  ...{ bank: [], ledger: [], with: [], against: undefined, reason: undefined, transactions: [], attempt: 1 },
  ...{ history: [], version: 1 },
  ...more,
});
const weighed = (items: Readonly<Record<string, bigint>>) =>
  new Map(Object.entries(items).map(([id, amount]) => [id, { id, on, amount }]));

const decided = (
  resolutions: readonly Resolution[],
  bank: Readonly<Record<string, bigint>>,
  ledger: Readonly<Record<string, bigint>>,
) => {
  const isExcluded = exclusionOf(resolutions);
  const excluded = new Set([...Object.keys(bank), ...Object.keys(ledger)].filter(isExcluded));
  return decidedBy(resolutions, { lines: weighed(bank), entries: weighed(ledger), excluded }).map((one) =>
    one.kind === 'match' ? [one.rule, one.bank, one.ledger] : [one.is, one.bank ?? one.ledger, one.difference],
  );
};

describe('what persons have decided', () => {
  test('is a match where both sides come to the same, and of accepted or undone ones nothing', () => {
    const [match, accept, undone] = [
      resolution('a', { bank: ['l1'], ledger: ['t1/1'] }),
      resolution('b', { how: 'accept', bank: ['l2'] }),
      resolution('c', { state: 'undone', bank: ['l3'] }),
    ];
    expect(decided([match, accept, undone], { l1: 5n, l2: 7n, l3: 9n }, { 't1/1': 5n })).toEqual([
      ['resolved', ['l1'], ['t1/1']],
    ]);
  });

  test('is a break where the other side is not there, of each line and entry by itself', () => {
    const match = resolution('a', { bank: ['l1'], ledger: ['t1/1', 't2/1'] });
    expect(decided([match], { l1: 5n }, { 't1/1': 2n })).toEqual([
      ['missing-here', 'l1', 5n],
      ['missing-there', 't1/1', -2n],
    ]);
  });

  test('of one line by two at once counts once: what the other one names besides is a break', () => {
    const both = ['a', 'b'].map((id) => resolution(id, { bank: ['l1'], ledger: [`${id}/1`] }));
    expect(decided(both, { l1: 5n }, { 'a/1': 5n, 'b/1': 5n })).toEqual([
      ['resolved', ['l1'], ['a/1']],
      ['missing-there', 'b/1', -5n],
    ]);
  });

  test('of a booking is its entry beside the line, and once it was undone the entry and its reversal', () => {
    const booked = resolution('a', { how: 'book', bank: ['l1'], transactions: ['t1'] });
    expect(decided([booked], { l1: -5n }, { 't1/8': -5n })).toEqual([['resolved', ['l1'], ['t1/8']]]);
    const undone = resolution('a', { how: 'book', state: 'undone', bank: ['l1'], transactions: ['t1', 't2'] });
    const books = { 't1/8': -5n, 't2/9': 5n };
    expect(decided([undone], { l1: -5n }, books)).toEqual([['resolved', [], ['t1/8', 't2/9']]]);
  });
});
