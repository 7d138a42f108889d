import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layoutOf } from '../../../console/graph/layout.ts';
import { runs } from '../../support/runs.ts';

const SIZE = { width: 100, height: 40, gapX: 50, gapY: 10 };
const id = (index: number): string => `n${String(index).padStart(3, '0')}`;

const graphs = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc.record({
    ids: fc.constant(Array.from({ length: count }, (_, index) => id(index))),
    arrows: fc.array(
      fc.record({
        from: fc.integer({ min: 0, max: count - 1 }).map(id),
        to: fc.integer({ min: 0, max: count - 1 }).map(id),
      }),
      { maxLength: 80, size: 'max' },
    ),
  }),
);

describe('the layout of a graph', () => {
  test('gives every node a place of its own within the picture, circles and loops included', () => {
    fc.assert(
      fc.property(graphs, ({ ids, arrows }) => {
        const { nodes, width, height } = layoutOf(ids, arrows, SIZE);
        expect([...nodes.keys()].sort()).toEqual(ids);
        const places = [...nodes.values()];
        for (const { x, y } of places) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(x + SIZE.width).toBeLessThanOrEqual(width);
          expect(y + SIZE.height).toBeLessThanOrEqual(height);
        }
        const columns = Map.groupBy(places, ({ x }) => x);
        for (const column of columns.values()) {
          const ys = column.map(({ y }) => y).sort((a, b) => a - b);
          for (const [index, y] of ys.entries())
            if (index > 0) expect(y - (ys[index - 1] ?? 0)).toBeGreaterThanOrEqual(SIZE.height);
        }
      }),
      { numRuns: runs(100, 20) },
    );
  });

  test('puts who needs to the left of what it needs, where nothing goes round in a circle', () => {
    const { nodes } = layoutOf(
      ['a', 'b', 'c', 'd'],
      [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'c' },
        { from: 'a', to: 'c' },
      ],
      SIZE,
    );
    const x = (name: string): number => nodes.get(name)?.x ?? Number.NaN;
    expect([x('a') < x('b'), x('b') < x('c'), x('d')]).toEqual([true, true, 0]);
  });

  test('is the same whatever the order in which nodes and arrows come', () => {
    fc.assert(
      fc.property(graphs, ({ ids, arrows }) => {
        const unique = [...new Map(arrows.map((one) => [`${one.from} ${one.to}`, one])).values()].sort((a, b) =>
          `${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1,
        );
        const one = layoutOf(ids, unique, SIZE);
        expect(layoutOf([...ids].reverse(), unique, SIZE)).toEqual(one);
      }),
    );
  });

  test('of 500 nodes and 5,000 arrows ends, with each of them in its place', () => {
    const ids = Array.from({ length: 500 }, (_, index) => id(index));
    const arrows = Array.from({ length: 5_000 }, (_, index) => ({
      from: id((index * 7) % 500),
      to: id((index * 13 + 5) % 500),
    }));
    expect(layoutOf(ids, arrows, SIZE).nodes.size).toBe(500);
  });
});
