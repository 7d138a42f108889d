import type { Page, Placed } from './page-reply.ts';

/** Some rows of a list in its order; `more` is false where nothing lies beyond them. */
export interface Rows<P, R> {
  readonly rows: readonly { readonly row: R; readonly position: P }[];
  readonly more: boolean;
}

/** Reads up to `count` rows from after a position; undefined is the beginning. */
export type ReadRows<P, R> = (after: P | undefined, count: number) => Promise<Rows<P, R>>;

/** Reads of one page, over all that a filter may pass over: what bounds the work of a request. */
const READS_MAX = 20;

/**
 * A page of a list whose rows may be passed over: filled up to its limit while the reads last. One row more than asked for
 * is looked for, so that a cursor leads to something: only a page whose reads ran out has one that may lead to nothing.
 *
 * @param show what a row shows; undefined passes it over
 * @param after the position behind which the page begins
 */
export const fillPage = async <P, R, V extends object>(
  read: ReadRows<P, R>,
  show: (row: R) => V | undefined,
  limit: number,
  after: P | undefined,
): Promise<Page<P, V>> => {
  const data: Placed<P, V>[] = [];
  let at = after;
  for (let reads = 0; reads < READS_MAX; reads += 1) {
    const { rows, more } = await read(at, limit + 1 - data.length);
    for (const { row, position } of rows) {
      const view = show(row);
      if (view !== undefined && data.length === limit) return { data, next: at };
      at = position;
      if (view !== undefined) data.push({ view, position });
    }
    if (!more) return { data, next: undefined };
  }
  return { data, next: at };
};
