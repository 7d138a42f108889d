import { describe, expect, test } from '@jest/globals';
import { findBalanceAt } from '../../../functions/ledger/model/balance-at.ts';
import { CHAIN_START, linkAll, WINDOW_MS } from '../../../functions/ledger/model/commit-chain.ts';
import { effectiveTime, type Line, type Side } from '../../../functions/ledger/model/entry.ts';
import { enter, NO_TOTALS } from '../../../functions/ledger/model/entry-history.ts';
import { around, boundaries } from './boundaries.ts';
import { HistoryFake } from './history-fake.ts';

const NOW = 1_790_000_000_000;
const STEP_MS = 1_000;

const historyOf = (lines: readonly Line[], normal: Side): HistoryFake => {
  const history = new HistoryFake();
  const { entries } = enter({ ...NO_TOTALS, version: 0 }, normal, lines);
  for (const entry of linkAll(CHAIN_START, entries)) history.add(entry);
  return history;
};
const naive = (lines: readonly Line[], at: number, normal: Side): bigint =>
  lines
    .filter((line) => effectiveTime(line) <= at)
    .reduce((sum, line) => (line.side === normal ? sum + line.amount : sum - line.amount), 0n);

/** Amounts that are powers of two: no two sets of lines have one sum. */
const lineAt = (effectiveAt: number | undefined, index: number, at = NOW + index * STEP_MS): Line => ({
  transactionId: `txn_${index}`,
  side: index % 3 === 1 ? 'debit' : 'credit',
  amount: 2n ** BigInt(index),
  pending: 0n,
  at,
  effectiveAt,
});

describe.each(['credit', 'debit'] as const)('the balance of an account with normal side %s', (normal) => {
  test('is exact a millisecond around every boundary of the index', async () => {
    const edges = around(boundaries(NOW));
    const lines = edges.map((effectiveAt, index) => lineAt(effectiveAt, index));
    const history = historyOf(lines, normal);
    for (const at of around(edges)) {
      expect([at, await findBalanceAt(history, at, lines.length)]).toEqual([
        at,
        { posted: naive(lines, at, normal), complete: true },
      ]);
    }
  });

  test('is exact a millisecond around where an entry begins to be back-dated, and around each commit', async () => {
    const offsets = [0, 1, WINDOW_MS - 1, WINDOW_MS, WINDOW_MS + 1, 2 * WINDOW_MS, 2 * WINDOW_MS + 1];
    const lines = offsets.flatMap((offset, index) => {
      const at = NOW + index * 100;
      return [lineAt(undefined, 2 * index, at), lineAt(at - offset, 2 * index + 1, at)];
    });
    const history = historyOf(lines, normal);
    const edges = lines.flatMap((line) => [line.at, effectiveTime(line), line.at - WINDOW_MS, line.at + WINDOW_MS]);
    for (const at of around(edges)) {
      expect([at, await findBalanceAt(history, at, lines.length)]).toEqual([
        at,
        { posted: naive(lines, at, normal), complete: true },
      ]);
    }
  });
});
