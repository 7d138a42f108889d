import { describe, expect, test } from '@jest/globals';
import { CHAIN_START, linkAll } from '../../../functions/ledger/model/commit-chain.ts';
import type { Line } from '../../../functions/ledger/model/entry.ts';
import { entriesBetween, NO_TOTALS } from '../../../functions/ledger/model/entry-history.ts';

const line = (over: Partial<Line>): Line => ({
  transactionId: 'txn',
  side: 'debit',
  amount: 0n,
  pending: 0n,
  at: 1_000_000,
  ...over,
});
const before = { ...NO_TOTALS, credits: 500n, version: 3 };

describe('the entries between two images of an account', () => {
  test('carry the balance before and after each line, on the normal side', () => {
    const after = { ...before, debits: 30n, credits: 510n, version: 5 };
    const lines = [line({ amount: 30n }), line({ side: 'credit', amount: 10n })];
    const seen = (normal: 'credit' | 'debit') =>
      entriesBetween(before, after, normal, lines).map((entry) => [entry.version, entry.before, entry.after]);
    expect(seen('credit')).toEqual([
      [4, 500n, 470n],
      [5, 470n, 480n],
    ]);
    expect(seen('debit')).toEqual([
      [4, -500n, -470n],
      [5, -470n, -480n],
    ]);
  });

  test('a hold, its posting and its release have an entry each', () => {
    const held = { ...before, pendingDebits: 20n, version: 4 };
    expect(entriesBetween(before, held, 'credit', [line({ pending: 20n })])[0]).toMatchObject({
      before: 500n,
      after: 500n,
    });
    const settled = { ...before, debits: 15n, version: 5 };
    const [entry] = entriesBetween(held, settled, 'credit', [line({ amount: 15n, pending: -20n })]);
    expect(entry).toMatchObject({ version: 5, before: 500n, after: 485n });
  });

  test('are refused when the lines do not explain the change', () => {
    const after = { ...before, debits: 30n, version: 4 };
    expect(() => entriesBetween(before, after, 'credit', [line({ amount: 29n })])).toThrow(/plus its lines/);
    expect(() => entriesBetween(before, after, 'credit', [])).toThrow(/counts its lines/);
    expect(() => entriesBetween(before, after, 'credit', [line({ amount: 30n, pending: 1n })])).toThrow(
      /plus its lines/,
    );
  });
});

describe('the commit chain', () => {
  const entry = (version: number, at: number, effectiveAt?: number) => ({
    ...line({ amount: 5n, at, effectiveAt }),
    version,
    before: 0n,
    after: 5n,
  });

  test('never runs backwards when a clock does', () => {
    const linked = linkAll(CHAIN_START, [entry(1, 900_000), entry(2, 600_000), entry(3, 900_001)]);
    expect(linked.map(({ link }) => [link?.commitAt, link?.backDated, link?.backTotal, link?.backCount])).toEqual([
      [900_000, false, 0n, 0],
      [900_000, true, 5n, 1],
      [900_001, false, 5n, 1],
    ]);
  });

  test('indexes what counts more than 250 ms before its commit, and nothing that moved no money', () => {
    const edge = (effectiveAt: number, after = 5n) =>
      linkAll(CHAIN_START, [{ ...entry(1, 900_000, effectiveAt), after }])[0]?.link?.backDated;
    expect([edge(899_750), edge(899_749), edge(0, 0n)]).toEqual([false, true, false]);
  });

  test('is never before any time of an entry, whichever of them is the latest', () => {
    const commitAt = (at: number, effectiveAt?: number) =>
      linkAll({ ...CHAIN_START, commitAt: 500_000 }, [entry(1, at, effectiveAt)])[0]?.link?.commitAt;
    expect([commitAt(400_000), commitAt(600_000), commitAt(600_000, 700_000), commitAt(600_000, 1)]).toEqual([
      ...[500_000, 600_000, 700_000, 600_000],
    ]);
  });

  test('leaves entries unlinked while the one before them is missing', () => {
    expect(linkAll(undefined, [entry(7, 1)])[0]?.link).toBeUndefined();
  });
});
