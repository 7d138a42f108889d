import { describe, expect, test } from '@jest/globals';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import {
  type CarriedRun,
  firstOf,
  isShown,
  lastOf,
  RUN_ENTRIES,
  RunSumming,
  runOf,
  sumBefore,
  sumUntil,
} from '../../../functions/statements/model/history/carried-run.ts';
import { type KeptEntry, normalSide, signedEntry } from '../../../functions/statements/model/history/kept-entry.ts';

const at = (day: number) => Date.UTC(2026, 0, day, 12);
const entry = (version: number, change: Partial<KeptEntry> = {}): KeptEntry => ({
  ...{ version, transactionId: `txn_${version}`, direction: 'credit', amount: 1n, pending: 0n },
  ...{ before: 0n, after: 1n, at: at(2), effectiveAt: at(1), ...change },
});
/** What is told while these versions are added, one after the other. */
const summed = (versions: Iterable<number>, change: (version: number) => Partial<KeptEntry> = () => ({})) => {
  const summing = new RunSumming();
  return [...versions].flatMap((version) => summing.add(entry(version, change(version))) ?? []);
};
function* range(first: number, last: number): Generator<number> {
  for (let version = first; version <= last; version += 1) yield version;
}

describe('a run of entries', () => {
  test('has a thousand versions, from 1 on', () => {
    expect([1, 1_000, 1_001, 2_000].map(runOf)).toEqual([0, 0, 1, 1]);
    expect([firstOf(0), lastOf(0), firstOf(1), lastOf(1)]).toEqual([1, RUN_ENTRIES, RUN_ENTRIES + 1, 2 * RUN_ENTRIES]);
  });

  test('is told with its last version, by the day that each entry was booked and the day that it counts', () => {
    const runs = summed(range(1, 2_500));
    expect(runs.map(({ run, side }) => [run, side])).toEqual([
      [0, 'credit'],
      [1, 'credit'],
    ]);
    expect([...(runs[1]?.sums.booked ?? [])]).toEqual([['2026-01-02', 1_000n]]);
    expect([...(runs[1]?.sums.effective ?? [])]).toEqual([['2026-01-01', 1_000n]]);
  });

  test('is told of none that lacks a version, that begins in its middle, or that is told a version twice', () => {
    expect(summed([...range(1, 499), ...range(501, 1_000)])).toEqual([]);
    expect(summed(range(2, 1_000))).toEqual([]);
    expect(summed([...range(1, 500), ...range(500, 1_000)])).toEqual([]);
    // The next whole one is told all the same.
    expect(summed([...range(2, 999), ...range(1_001, 2_000)]).map(({ run }) => run)).toEqual([1]);
  });

  test('of entries that moved nothing has no side and no sums', () => {
    const [run] = summed(range(1, 1_000), () => ({ amount: 5n, pending: 5n, before: 3n, after: 3n }));
    expect([run?.side, run?.sums.booked.size, run?.sums.effective.size]).toEqual([undefined, 0, 0]);
  });
});

describe('what a run comes to', () => {
  const day = (of: number) => civilDate(2026, 1, of);
  const sums = new Map([
    [day(10), 5n],
    [day(20), -2n],
  ]);
  const run: CarriedRun = { run: 0, side: 'credit', sums: { booked: sums, effective: sums } };

  test('is shown by a statement that has one of its days, the first and the last included', () => {
    const shown = (from: number, to: number) => isShown(run, 'booked', day(from), day(to));
    expect([shown(1, 9), shown(1, 10), shown(10, 10), shown(11, 19), shown(20, 31), shown(21, 31)]).toEqual([
      ...[false, true, true, false, true, false],
    ]);
  });

  test('before a day leaves that day out; until a day has it', () => {
    expect([10, 11, 20, 21].map((of) => sumBefore(run, 'effective', day(of)))).toEqual([0n, 5n, 5n, 3n]);
    expect([9, 10, 19, 20].map((of) => sumUntil(run, day(of)))).toEqual([0n, 5n, 5n, 3n]);
    expect(sumUntil(run, undefined)).toBe(3n);
  });
});

describe('an entry', () => {
  test('that moved nothing is in no statement and says no side', () => {
    expect([signedEntry(entry(1, { after: 0n })), normalSide(entry(1, { after: 0n }))]).toEqual([undefined, undefined]);
  });

  test.each([
    ['credit', 0n, 1n, 'credit'],
    ['debit', 1n, 0n, 'credit'],
    ['debit', 0n, 1n, 'debit'],
    ['credit', 1n, 0n, 'debit'],
  ] as const)('of one %s from %s to %s is of an account that grows by a %s', (direction, before, after, side) => {
    expect(normalSide(entry(1, { direction, before, after }))).toBe(side);
    expect(signedEntry(entry(1, { direction, before, after }))?.amount).toBe(after - before);
  });

  test('moves its balance by its amount, or nothing of it is believed', () => {
    expect(() => normalSide(entry(1, { after: 2n }))).toThrow('an entry moves its balance by its amount');
  });
});
