import { expect } from '@jest/globals';
import { findBalanceAt } from '../../../functions/ledger/model/balance-at.ts';
import { type Entry, effectiveTime, type Line, type Side } from '../../../functions/ledger/model/entry.ts';
import {
  historyOf,
  NO_VERSION,
  readEntries,
  systemHistoryOf,
} from '../../../functions/ledger/store/queries/entry-reads.ts';
import { accountPartition, systemPartition } from '../../../functions/ledger/store/table/keys.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';
import { expectHistoryJoins } from '../../support/invariants.ts';

/** Of a system account, in one currency. */
const partitionOf = (tenant: string, id: string, currency = 'USD'): string =>
  id.startsWith('@') ? systemPartition(tenant, id, currency) : accountPartition(tenant, id);

const historyFor = (store: LedgerStore, tenant: string, id: string, currency?: string) =>
  (id.startsWith('@') ? systemHistoryOf : historyOf)(store, partitionOf(tenant, id, currency));

const signed = (line: Pick<Line, 'side' | 'amount'>, normal: Side): bigint =>
  line.side === normal ? line.amount : -line.amount;

const all = async (store: LedgerStore, pk: string): Promise<readonly Entry[]> => {
  const entries: Entry[] = [];
  for (let page = 0; page < 100; page += 1) {
    const after = entries.at(-1)?.version;
    const some = await readEntries(store, pk, { order: 'asc', limit: 500, after });
    if (some.length === 0) return entries;
    entries.push(...some);
  }
  throw new Error(`more than ${NO_VERSION} pages`);
};

/**
 * Invariant 3 on the real engine: versions 1..n without gap or duplicate, each entry joining the one before, the balance their
 * sum, commit times that never fall; and what is there is exactly what the stream was made of.
 */
export const expectHistory = async (
  store: LedgerStore,
  tenant: string,
  id: string,
  lines: readonly Line[],
  normal: Side = 'credit',
  currency?: string,
): Promise<void> => {
  const entries = await all(store, partitionOf(tenant, id, currency));
  expect([id, entries.length]).toEqual([id, lines.length]);
  const joined = entries.map((entry) => ({ ...entry, direction: entry.side }));
  expectHistoryJoins(id, joined, normal);
  let commitAt = 0;
  for (const { link } of entries) {
    expect(link?.commitAt).toBeGreaterThanOrEqual(commitAt);
    commitAt = link?.commitAt ?? 0;
  }
  // System accounts take receipts in any order; their contents are the same.
  const told = (line: Line) =>
    `${line.transactionId} ${line.side} ${line.amount} ${line.pending} ${effectiveTime(line)}`;
  const [seen, known] = [entries.map(told), lines.map(told)];
  expect(id.startsWith('@') ? seen.toSorted() : seen).toEqual(id.startsWith('@') ? known.toSorted() : known);
};

const naive = (lines: readonly Line[], at: number, normal: Side): bigint =>
  lines.filter((line) => effectiveTime(line) <= at).reduce((sum, line) => sum + signed(line, normal), 0n);

/** Half way through the relay's work an answer is either exact or says that it is not complete. Answers how many were exact. */
export const expectHonest = async (
  store: LedgerStore,
  tenant: string,
  id: string,
  lines: readonly Line[],
  normal: Side,
): Promise<number> => {
  const history = historyFor(store, tenant, id);
  let exact = 0;
  const now = Math.max(0, ...lines.map(({ at }) => at));
  for (const at of [now, ...lines.filter((_, index) => index % 4 === 0).map((line) => line.at)]) {
    const answer = await findBalanceAt(history, at, lines.length);
    if (!answer.complete) continue;
    expect([id, at, answer.posted]).toEqual([id, at, naive(lines, at, normal)]);
    exact += 1;
  }
  return exact;
};

/** The answer for each of `times` against the definition: the sum of what counts by then. */
export const expectBalances = async (
  store: LedgerStore,
  tenant: string,
  id: string,
  lines: readonly Line[],
  times: readonly number[],
  normal: Side = 'credit',
  currency?: string,
): Promise<void> => {
  const history = historyFor(store, tenant, id, currency);
  for (const at of times) {
    const posted = naive(lines, at, normal);
    expect([id, at, await findBalanceAt(history, at, lines.length)]).toEqual([id, at, { posted, complete: true }]);
  }
};
