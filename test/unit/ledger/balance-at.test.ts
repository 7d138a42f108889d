import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findBalanceAt } from '../../../functions/ledger/model/balance-at.ts';
import { CHAIN_START, linkAll, WINDOW_MS } from '../../../functions/ledger/model/commit-chain.ts';
import { effectiveTime, type Line } from '../../../functions/ledger/model/entry.ts';
import { enter, NO_TOTALS } from '../../../functions/ledger/model/entry-history.ts';
import { COUNTED, met, runs } from '../../support/runs.ts';
import { HistoryFake } from './history-fake.ts';

const START = 1_790_000_000_000;
const SKEW = 300_000;

/** Lines whose clocks disagree by up to five minutes, some of them back-dated by anything from 1 ms to 56 years. */
const lines = fc.array(
  fc.record({
    step: fc.oneof(fc.nat(3), fc.nat(400), fc.nat(100_000)),
    skew: fc.oneof(fc.constant(0), fc.integer({ min: -200, max: 200 }), fc.integer({ min: -SKEW, max: SKEW })),
    back: fc.option(
      fc.oneof(fc.constant(0), fc.nat(2 * WINDOW_MS), fc.nat(500_000), fc.nat(START - SKEW), fc.constant(START - SKEW)),
    ),
    side: fc.constantFrom('debit' as const, 'credit' as const),
    amount: fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
  }),
  { maxLength: 40, size: 'max' },
);

const build = (drawn: typeof lines extends fc.Arbitrary<infer T> ? T : never): readonly Line[] => {
  let now = START;
  return drawn.map(({ step, skew, back, side, amount }, index) => {
    now += step;
    const at = now + skew;
    const effectiveAt = back === null ? undefined : Math.max(0, at - back);
    return { transactionId: `txn_${index}`, side, amount, pending: amount === 0n ? 5n : 0n, at, effectiveAt };
  });
};

/** The definition itself: add up whatever counts by then. */
const naive = (all: readonly Line[], at: number): bigint =>
  all
    .filter((line) => effectiveTime(line) <= at)
    .reduce((sum, line) => (line.side === 'credit' ? sum + line.amount : sum - line.amount), 0n);

const historyOf = (all: readonly Line[]): HistoryFake => {
  const history = new HistoryFake();
  const { entries } = enter({ ...NO_TOTALS, version: 0 }, 'credit', all);
  for (const entry of linkAll(CHAIN_START, entries)) history.add(entry);
  return history;
};

describe('the balance at a time', () => {
  test('is the sum of what counts by then, under any back-dating and clocks five minutes apart', async () => {
    let cases = 0;
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), async (drawn, picks) => {
        const all = build(drawn);
        const history = historyOf(all);
        // Edges matter most: a millisecond around the times of the entries themselves.
        const edges = all.flatMap((line) => [effectiveTime(line), line.at, line.at - WINDOW_MS]);
        const times = picks.map((pick) => Math.max(0, (edges[pick % edges.length] ?? START) + (pick % 3) - 1));
        for (const at of times) {
          cases += 1;
          expect(await findBalanceAt(history, at, all.length)).toEqual({ posted: naive(all, at), complete: true });
        }
      }),
      { numRuns: runs(5_000), ...COUNTED },
    );
    expect(cases).toBeGreaterThanOrEqual(met(20_000));
  });

  test('says that it is not complete while the newest entry is behind the version', async () => {
    const history = historyOf([{ transactionId: 't', side: 'credit', amount: 5n, pending: 0n, at: START }]);
    expect(await findBalanceAt(history, START, 2)).toEqual({ posted: 5n, complete: false });
    expect(await findBalanceAt(new HistoryFake(), START, 1)).toEqual({ posted: 0n, complete: false });
  });

  test('never passes over a gap: it is exact or says that it is not complete', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.nat(), fc.nat(), async (drawn, gap, pick) => {
        const all = build(drawn);
        const history = historyOf(all);
        const { length } = all;
        fc.pre(length > 0);
        history.remove(1 + (gap % length));
        const at = all[pick % length]?.at ?? START;
        const answer = await findBalanceAt(history, at, length);
        if (answer.complete) expect(answer.posted).toBe(naive(all, at));
      }),
      { numRuns: runs(1_000) },
    );
  });

  test('is not hidden by an entry that is missing far from it', async () => {
    const all = Array.from({ length: 100 }, (_, index): Line => {
      return { transactionId: `t${index}`, side: 'credit', amount: 1n, pending: 0n, at: START + index * 1_000 };
    });
    const history = historyOf(all);
    for (const version of [75, 88, 99]) history.remove(version);
    expect(await findBalanceAt(history, START + 10_500, 100)).toEqual({ posted: 11n, complete: true });
    expect(await findBalanceAt(history, START + 73_500, 100)).toMatchObject({ complete: false });
  });

  test('is exact or not complete where the end of the history is known before its entries are there', async () => {
    let exact = 0;
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat(), { maxLength: 12 }), fc.nat(), async (drawn, gaps, pick) => {
        const all = build(drawn);
        fc.pre(all.length > 0);
        const history = historyOf(all);
        const end = await history.newest();
        history.newest = async () => end;
        for (const gap of gaps) history.remove(all.length - (gap % all.length));
        const edges = all.flatMap((line) => [line.at, effectiveTime(line)]);
        for (const at of [Math.max(...edges), edges[pick % edges.length] ?? START]) {
          const answer = await findBalanceAt(history, at, all.length);
          if (!answer.complete) continue;
          expect(answer.posted).toBe(naive(all, at));
          exact += 1;
        }
      }),
      { numRuns: runs(2_000), ...COUNTED },
    );
    // At least at the end, for which no entry is needed.
    expect(exact).toBeGreaterThanOrEqual(met(2_000));
  });

  test('costs a number of reads that grows with the logarithm of the history only', async () => {
    const many = Array.from({ length: 20_000 }, (_, index): Line => {
      const at = START + index * 1_000;
      return { transactionId: `t${index}`, side: 'credit', amount: 1n, pending: 0n, at };
    });
    const history = historyOf(many);
    expect(await findBalanceAt(history, START + 777_500, many.length)).toEqual({ posted: 778n, complete: true });
    expect(history.reads).toBeLessThanOrEqual(10);
  });

  test('is zero before 1970, where nothing can count', async () => {
    expect(await findBalanceAt(new HistoryFake(), -1, 9)).toEqual({ posted: 0n, complete: true });
  });

  test('starts anew when a back-dated entry comes in between its reads, so that it mixes no two states', async () => {
    const all: Line[] = [
      { transactionId: 'a', side: 'credit', amount: 100n, pending: 0n, at: START },
      { transactionId: 'b', side: 'debit', amount: 30n, pending: 0n, at: START + 10_000, effectiveAt: START - 5_000 },
    ];
    const { entries } = enter({ ...NO_TOTALS, version: 0 }, 'credit', all);
    const linked = linkAll(CHAIN_START, entries);
    const history = new HistoryFake();
    for (const entry of linked.slice(0, 1)) history.add(entry);
    const { counted } = history;
    history.counted = async (ranges) => {
      const sum = await counted(ranges);
      for (const entry of linked.slice(1)) history.add(entry);
      history.counted = counted;
      return sum;
    };
    expect(await findBalanceAt(history, START, 1)).toEqual({ posted: 70n, complete: true });
  });
});
