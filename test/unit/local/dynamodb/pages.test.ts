import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { key, type Tried, tried } from '../../../engine/support/engine.ts';
import { runs } from '../../../support/runs.ts';

interface Thing {
  readonly sk: number;
  readonly n: number;
}

const OPERATORS: Readonly<Record<string, (at: number, low: number, high: number) => boolean>> = {
  'sk = :low': (at, low) => at === low,
  'sk < :low': (at, low) => at < low,
  'sk <= :low': (at, low) => at <= low,
  'sk > :low': (at, low) => at > low,
  'sk >= :low': (at, low) => at >= low,
  ':low < sk': (at, low) => low < at,
  ':low >= sk': (at, low) => low >= at,
  'sk BETWEEN :low AND :high': (at, low, high) => at >= low && at <= high,
};

/** All pages of a query or a scan, each with what it says of itself. */
const pagesOf = async (call: Tried['call'], operation: string, input: object) => {
  const pages: { readonly sks: readonly number[]; readonly scanned: number; readonly count: number }[] = [];
  let start = {};
  for (let round = 0; round < 100; round += 1) {
    const page = await call(operation, { ...input, ...start });
    const items = page.Items as readonly { readonly sk: { readonly N: string } }[];
    pages.push({ sks: items.map(({ sk }) => Number(sk.N)), scanned: page.ScannedCount, count: page.Count });
    if (page.LastEvaluatedKey === undefined) return pages;
    start = { ExclusiveStartKey: page.LastEvaluatedKey };
  }
  throw new Error('the pages do not end');
};

const put = async (call: Tried['call'], pk: string, { sk, n }: Thing, more: object = {}) =>
  call('PutItem', { Item: { ...key(pk, sk), n: { N: String(n) }, ...more } });

const things = fc.uniqueArray(fc.record({ sk: fc.integer({ min: -12, max: 12 }), n: fc.nat({ max: 3 }) }), {
  selector: ({ sk }) => sk,
  maxLength: 12,
});

describe('a query of the engine', () => {
  test('gives what its condition and its filter ask for, in order, page by page, in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(
        things,
        fc.constantFrom(...Object.keys(OPERATORS)),
        fc.tuple(fc.integer({ min: -13, max: 13 }), fc.nat({ max: 8 })),
        fc.record({ isForward: fc.boolean(), limit: fc.integer({ min: 1, max: 5 }), isFiltered: fc.boolean() }),
        async (some, operator, [low, width], { isForward, limit, isFiltered }) => {
          const { call } = await tried();
          for (const each of some) await put(call, 'p', each);
          await put(call, 'other', { sk: 0, n: 0 });
          const high = low + width;
          const pages = await pagesOf(call, 'Query', {
            KeyConditionExpression: `pk = :p AND ${operator}`,
            ExpressionAttributeValues: {
              ':p': { S: 'p' },
              ':low': { N: String(low) },
              ...(operator.includes(':high') ? { ':high': { N: String(high) } } : {}),
              ...(isFiltered ? { ':n': { N: '1' } } : {}),
            },
            ...(isFiltered ? { FilterExpression: 'n > :n' } : {}),
            ScanIndexForward: isForward,
            Limit: limit,
          });
          const within = some
            .filter(({ sk }) => OPERATORS[operator]?.(sk, low, high))
            .sort((a, b) => (isForward ? a.sk - b.sk : b.sk - a.sk));
          const wanted = within.filter(({ n }) => !isFiltered || n > 1).map(({ sk }) => sk);
          expect(pages.flatMap(({ sks }) => sks)).toEqual(wanted);
          expect(pages.reduce((sum, { scanned }) => sum + scanned, 0)).toBe(within.length);
          for (const { scanned, count, sks } of pages) {
            expect(scanned).toBeLessThanOrEqual(limit);
            expect(count).toBe(sks.length);
          }
        },
      ),
      { numRuns: runs(60, 15) },
    );
  });

  test('of an index gives the items that have its key, each once, over pages that end among equal keys', async () => {
    const { call } = await tried();
    for (let sk = 1; sk <= 5; sk += 1) await put(call, `p${sk % 2}`, { sk, n: 0 }, { g: { S: 'in' } });
    await put(call, 'p1', { sk: 9, n: 0 }, { g: { S: 'out' } });
    await put(call, 'p1', { sk: 8, n: 0 });
    const ask = (isForward: boolean) =>
      pagesOf(call, 'Query', {
        IndexName: 'by-g',
        KeyConditionExpression: 'g = :g',
        ExpressionAttributeValues: { ':g': { S: 'in' } },
        ScanIndexForward: isForward,
        Limit: 2,
      });
    expect((await ask(true)).flatMap(({ sks }) => sks)).toEqual([2, 4, 1, 3, 5]);
    expect((await ask(false)).flatMap(({ sks }) => sks)).toEqual([5, 3, 1, 4, 2]);
  });

  test('of an index follows the item when its key changes, goes, or the item goes', async () => {
    const { call } = await tried();
    const found = async (g: string) => {
      const ask = {
        IndexName: 'by-g',
        KeyConditionExpression: 'g = :g',
        ExpressionAttributeValues: { ':g': { S: g } },
      };
      return (await call('Query', ask)).Count;
    };
    const both = async () => [await found('one'), await found('two')];
    await put(call, 'p', { sk: 1, n: 0 }, { g: { S: 'one' } });
    expect(await both()).toEqual([1, 0]);
    await put(call, 'p', { sk: 1, n: 0 }, { g: { S: 'two' } });
    expect(await both()).toEqual([0, 1]);
    await put(call, 'p', { sk: 1, n: 0 });
    expect(await both()).toEqual([0, 0]);
    await put(call, 'p', { sk: 1, n: 0 }, { g: { S: 'one' } });
    await call('DeleteItem', { Key: key('p', 1) });
    expect(await both()).toEqual([0, 0]);
  });

  test('ends a page at a megabyte, with the item that reaches it', async () => {
    const { call } = await tried();
    for (let sk = 1; sk <= 5; sk += 1) await put(call, 'p', { sk, n: 0 }, { text: { S: 'x'.repeat(390_000) } });
    const ask = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } };
    expect((await pagesOf(call, 'Query', ask)).map(({ sks }) => sks)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });
});

describe('a scan of the engine', () => {
  test('finds every item once, in pages and in segments', async () => {
    const { call } = await tried();
    const all = Array.from({ length: 23 }, (_, sk) => sk);
    for (const sk of all) await put(call, `p${sk % 7}`, { sk, n: 0 });
    const sorted = (pages: readonly { readonly sks: readonly number[] }[]) =>
      pages.flatMap(({ sks }) => sks).toSorted((a, b) => a - b);
    expect(sorted(await pagesOf(call, 'Scan', { Limit: 4 }))).toEqual(all);
    const segments = [];
    for (const Segment of [0, 1, 2])
      segments.push(...(await pagesOf(call, 'Scan', { Segment, TotalSegments: 3, Limit: 4 })));
    expect(sorted(segments)).toEqual(all);
  });
});
