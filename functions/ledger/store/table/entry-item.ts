import { big, type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { Entry, Link } from '../../model/entry.ts';
import { ENTRY_PREFIX, entrySort } from './keys.ts';

/** `ct` is there exactly when the entry is linked. */
export const linkAttributes = (link: Link): Item => ({
  ct: n(link.commitAt),
  ...(link.backCount === 0 ? {} : { bt: n(link.backTotal), bn: n(link.backCount) }),
  ...(link.backDated ? { bd: n(1) } : {}),
});

/** The link of an entry or of a system account's state; undefined where there is none. */
export const readLink = (item: Item): Link | undefined =>
  item.ct === undefined
    ? undefined
    : {
        commitAt: int(item, 'ct'),
        backTotal: item.bt === undefined ? 0n : big(item, 'bt'),
        backCount: item.bn === undefined ? 0 : int(item, 'bn'),
        backDated: item.bd !== undefined,
      };

/**
 * What an entry says, but for its place. Names are short and zeros are left out: an entry must stay one write unit (1 KB),
 * whatever its amounts. A description and metadata are joined from the receipt when somebody reads.
 */
export const entryAttributes = (entry: Entry): Item => ({
  t: s(entry.transactionId),
  x: s(entry.side),
  a: n(entry.amount),
  ...(entry.pending === 0n ? {} : { p: n(entry.pending) }),
  b: n(entry.before),
  f: n(entry.after),
  at: n(entry.at),
  ...(entry.effectiveAt === undefined ? {} : { e: n(entry.effectiveAt) }),
  ...(entry.link === undefined ? {} : linkAttributes(entry.link)),
});

/** The item of an entry in the history of partition `pk`. */
export const entryItem = (pk: string, entry: Entry): Item => ({
  pk: s(pk),
  sk: s(entrySort(entry.version)),
  ...entryAttributes(entry),
});

/** The inverse of `entryAttributes`. */
export const readEntryAttributes = (item: Item, version: number): Entry => {
  const side = str(item, 'x');
  assert(side === 'debit' || side === 'credit', 'an entry has a side');
  return {
    version,
    transactionId: str(item, 't'),
    side,
    amount: big(item, 'a'),
    pending: item.p === undefined ? 0n : big(item, 'p'),
    before: big(item, 'b'),
    after: big(item, 'f'),
    at: int(item, 'at'),
    effectiveAt: item.e === undefined ? undefined : int(item, 'e'),
    link: readLink(item),
  };
};

export const readEntry = (item: Item): Entry =>
  readEntryAttributes(item, Number(str(item, 'sk').slice(ENTRY_PREFIX.length)));
