import { describe, expect, test } from '@jest/globals';
import { fillPage, type ReadRows } from '../../../functions/kernel/http/page-fill.ts';

/** A list of places 1 to `size`, and how often it was read. */
const listOf = (size: number) => {
  let reads = 0;
  const read: ReadRows<number, number> = async (after = 0, count) => {
    reads += 1;
    const end = Math.min(size, after + count);
    const rows = Array.from({ length: end - after }, (_, index) => ({
      row: after + index + 1,
      position: after + index + 1,
    }));
    return { rows, more: end < size };
  };
  return { read, reads: () => reads };
};
const shown = async (size: number, limit: number, wanted: (row: number) => boolean) => {
  const { read } = listOf(size);
  const pages: number[][] = [];
  let after: number | undefined;
  do {
    const page = await fillPage(read, (row) => (wanted(row) ? { row } : undefined), limit, after);
    pages.push(page.data.map(({ view }) => view.row));
    after = page.next;
  } while (after !== undefined && pages.length < 100);
  return pages;
};

describe('a page that is filled', () => {
  test('shows every row once, in full pages, whatever is passed over', async () => {
    for (let size = 0; size <= 14; size += 1) {
      for (const wanted of [() => true, (row: number) => row % 3 === 0, (row: number) => row % 3 === 1]) {
        const rows = Array.from({ length: size }, (_, index) => index + 1).filter(wanted);
        const pages = await shown(size, 2, wanted);
        expect(pages.flat()).toEqual(rows);
        expect(pages.slice(0, -1).every(({ length }) => length === 2)).toBe(true);
        expect(pages.at(-1)?.length === 0).toBe(rows.length === 0);
      }
    }
  });

  test('ends after twenty reads, with a place to go on from', async () => {
    const { read, reads } = listOf(10_000);
    const page = await fillPage(read, () => undefined, 9, undefined);
    expect([page.data, page.next, reads()]).toEqual([[], 200, 20]);
  });
});
