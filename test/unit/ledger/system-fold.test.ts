import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countersOf, rangesUpTo } from '../../../functions/ledger/model/back-dated-index.ts';
import { CHAIN_START } from '../../../functions/ledger/model/commit-chain.ts';
import { NO_TOTALS } from '../../../functions/ledger/model/entry-history.ts';
import { type FoldLine, fold, foldOrder, type SystemState } from '../../../functions/ledger/model/system-fold.ts';
import { runs } from '../../support/runs.ts';

const START: SystemState = { ...NO_TOTALS, version: 0, link: CHAIN_START };
const NOW = 1_790_000_000_000;

const lineOf = (index: number, at: number, effectiveAt?: number): FoldLine => ({
  receiptId: `txn_${index}`,
  transactionId: `txn_${index}`,
  side: index % 3 === 0 ? 'debit' : 'credit',
  amount: 10n,
  pending: 0n,
  at,
  effectiveAt,
});

describe('folding a system account', () => {
  test('always fits one store transaction and always gets on', () => {
    const drawn = fc.array(fc.nat(NOW), { minLength: 1, maxLength: 120, size: 'max' });
    fc.assert(
      fc.property(drawn, (backs) => {
        const { entries, counters } = fold(
          START,
          backs.map((back, index) => lineOf(index, NOW, NOW - back)),
        );
        expect(entries.length).toBeGreaterThan(0);
        expect(2 + entries.length + counters.length).toBeLessThanOrEqual(100);
      }),
      { numRuns: runs(300) },
    );
  });

  test('in several transactions ends where its receipts do, each once and in order, however many are back-dated', () => {
    const lines = Array.from({ length: 98 }, (_, index) => lineOf(index, NOW + index, (index + 1) * 10_000_000_000));
    let state = START;
    const folded: string[] = [];
    for (let rest: readonly FoldLine[] = lines, rounds = 0; rest.length > 0; rounds += 1) {
      const { entries, counters, after } = fold(state, rest);
      expect(2 + entries.length + counters.length).toBeLessThanOrEqual(100);
      // An eighth is taken off at a time: never more than it has to be by that.
      if (rest.length > 30) expect(2 + entries.length + counters.length).toBeGreaterThan(70);
      folded.push(...entries.map(({ transactionId }) => transactionId));
      rest = rest.slice(entries.length);
      state = after;
      expect(rounds).toBeLessThan(20);
    }
    expect(folded).toEqual(lines.map(({ transactionId }) => transactionId));
    expect(state).toMatchObject({ version: 98, debits: 330n, credits: 650n });
    expect(state.link).toMatchObject({ backCount: 98, backTotal: 320n });
  });

  test('takes 98 receipts at once when none is back-dated, and ends on their sum', () => {
    const lines = Array.from({ length: 120 }, (_, index) => lineOf(index, NOW + index));
    const { after, entries, counters } = fold(START, lines);
    expect([entries.length, counters.length, after.version]).toEqual([98, 0, 98]);
    expect(after).toMatchObject({ debits: 330n, credits: 650n });
    expect(entries.at(-1)?.after).toBe(320n);
  });

  test('goes by time, whatever the order of arrival', () => {
    expect(foldOrder([lineOf(1, NOW + 5), lineOf(2, NOW)]).map(({ receiptId }) => receiptId)).toEqual([
      'txn_2',
      'txn_1',
    ]);
    const together = [3, 1, 2].map((index) => lineOf(index, NOW));
    expect(foldOrder(together).map(({ receiptId }) => receiptId)).toEqual(['txn_1', 'txn_2', 'txn_3']);
  });
});

describe('the index of back-dated entries', () => {
  test('counts an entry once in the sum up to a time that is not before its own, and never otherwise', () => {
    const times = fc.oneof(
      fc.nat(2 ** 31 - 1),
      fc.integer({ min: NOW, max: NOW + 20_000 }),
      fc.constantFrom(0, 2 ** 42 - 1),
    );
    fc.assert(
      fc.property(times, times, (entry, until) => {
        const counters = countersOf(entry);
        const hits = rangesUpTo(until).filter(({ level, from, to }) =>
          counters.some((counter) => counter.level === level && from <= counter.node && counter.node <= to),
        );
        expect(hits.length).toBe(entry <= until ? 1 : 0);
      }),
      { numRuns: runs(10_000) },
    );
  });

  test('takes every time from 1970 to the end of its 42 bits, and no other', () => {
    for (const at of [0, 2 ** 42 - 1]) expect([countersOf(at).length, rangesUpTo(at).length > 0]).toEqual([6, true]);
    for (const at of [-1, 2 ** 42, 0.5]) {
      expect(() => countersOf(at)).toThrow('between 1970 and 2109');
      expect(() => rangesUpTo(at)).toThrow('between 1970 and 2109');
    }
  });

  test('reads at most 128 counters of a level', () => {
    for (const { from, to } of rangesUpTo(2 ** 42 - 1)) expect(to - from).toBeLessThan(128);
  });
});
