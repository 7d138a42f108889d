import { assert, present } from '../../kernel/core/assert.ts';
import { formatTime } from '../../kernel/values/time.ts';

/**
 * The journal lists a tenant's transactions by time. The relay writes it behind the money path: some transactions of one second
 * in one item, of whatever batch they came in. A transaction that is relayed again may stand in two items, but always of its own second.
 * So who reads a whole second sees each once.
 */

/** A transaction in the journal: its id, and when it was made, in ms. */
export interface Listed {
  readonly id: string;
  readonly at: number;
}

export const SECOND_MS = 1_000;
/** Of one item: with ids of 26 characters it stays under 1 KB, which is one write unit. */
export const LISTED_MAX = 25;

export const secondOf = (at: number): number => Math.floor(at / SECOND_MS);
/** `2026-11`: the journal's partitions. */
export const monthOf = (at: number): string => formatTime(at).slice(0, 7);

const PREFIX = 'txn_';

/** `123:01KAB...`: the millisecond within the second, and the id. */
export const writeListed = (listed: readonly Listed[]): string =>
  listed
    .map(({ id, at }) => {
      assert(id.startsWith(PREFIX), 'a transaction is listed by its id');
      return `${at % SECOND_MS}:${id.slice(PREFIX.length)}`;
    })
    .join(' ');

/** The inverse, for an item of this second. */
export const readListed = (text: string, second: number): readonly Listed[] =>
  text.split(' ').map((one) => {
    const [ms, id] = one.split(':');
    return { id: PREFIX + present(id, 'a listed transaction has an id'), at: second * SECOND_MS + Number(ms) };
  });

/** Newest first; of one millisecond by id. */
export const newestFirst = (a: Listed, b: Listed): number => b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
