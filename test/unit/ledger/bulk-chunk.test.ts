import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BatchItem } from '../../../functions/ledger/model/batch.ts';
import { accountsIn, bulkChunks, CHUNK_ACTIONS_MAX } from '../../../functions/ledger/model/bulk-chunk.ts';
import { runs } from '../../support/runs.ts';

const account = fc.integer({ min: 0, max: 60 }).map((one) => (one % 9 === 0 ? `@s${one}` : `a${one}`));
const item = fc.record({
  key: fc.integer({ min: 0, max: 80 }).map(String),
  accounts: fc.array(account, { minLength: 2, maxLength: 12 }),
  reference: fc.option(fc.integer({ min: 0, max: 50 }).map(String), { nil: undefined }),
});
const itemOf = ({ key, accounts, reference }: typeof item extends fc.Arbitrary<infer T> ? T : never): BatchItem =>
  ({
    ...{ key, id: `txn_${key}`, fingerprint: key, broken: undefined },
    body: {
      entries: accounts.map((one) => ({ account: one, direction: 'debit', amount: '1', currency: 'USD' })),
      ...(reference === undefined ? {} : { reference, uniqueReference: true }),
    },
  }) as unknown as BatchItem;

/** What a store transaction needs for these items: counted from their bodies alone. */
const unitsOf = (items: readonly BatchItem[]): number => {
  const ids = new Set(items.map(({ id }) => id));
  const accounts = new Set(items.flatMap(({ body }) => [...accountsIn(body)]));
  const claims = new Set(items.flatMap(({ body }) => (body.uniqueReference ? [body.reference] : [])));
  return ids.size + accounts.size + claims.size;
};

describe('a batch', () => {
  test('is cut in its order, each part as large as one store transaction allows and no larger', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 90, size: 'max' }), (drawn) => {
        const items = drawn.map(itemOf);
        const chunks = bulkChunks(items);
        expect(chunks.flatMap((chunk) => chunk.items)).toEqual(items);
        for (const [index, chunk] of chunks.entries()) {
          expect(unitsOf(chunk.items)).toBeLessThanOrEqual(CHUNK_ACTIONS_MAX);
          expect(chunk.ids.size + chunk.accounts.size + chunk.claims.size).toBe(unitsOf(chunk.items));
          const [next] = chunks[index + 1]?.items ?? [];
          if (next !== undefined) expect(unitsOf([...chunk.items, next])).toBeGreaterThan(CHUNK_ACTIONS_MAX);
        }
      }),
      { numRuns: runs(200) },
    );
  });

  test('counts a claim as it counts a key and an account, up to the last place', () => {
    const accounts = ['@a', '@b'];
    const items = Array.from({ length: 120 }, (_, index) =>
      itemOf({ key: String(index), accounts, reference: index === 0 ? undefined : String(index) }),
    );
    // One place for the first, two for each of the others: the hundredth place stays free.
    expect(bulkChunks(items).map((chunk) => [chunk.items.length, unitsOf(chunk.items)])).toEqual([
      [50, 99],
      [50, 100],
      [20, 40],
    ]);
  });
});
