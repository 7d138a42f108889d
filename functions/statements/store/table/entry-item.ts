import { big, type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import type { HistoryName, KeptEntry } from '../../model/history/kept-entry.ts';
import { accountSort, accountsPartition, entryKey } from './keys.ts';

/** `t` transaction, `d` side, `a` amount, `p` change of what is held, `b` and `f` balance before and after, `m` booked, `e` effective. */
export const entryItem = (name: HistoryName, entry: KeptEntry): Item => ({
  ...entryKey(name, entry.version),
  v: n(entry.version),
  t: s(entry.transactionId),
  d: s(entry.direction === 'debit' ? 'd' : 'c'),
  a: n(entry.amount),
  p: n(entry.pending),
  b: n(entry.before),
  f: n(entry.after),
  m: n(entry.at),
  e: n(entry.effectiveAt),
});

export const readEntry = (item: Item): KeptEntry => ({
  version: int(item, 'v'),
  transactionId: str(item, 't'),
  direction: str(item, 'd') === 'd' ? 'debit' : 'credit',
  amount: big(item, 'a'),
  pending: big(item, 'p'),
  before: big(item, 'b'),
  after: big(item, 'f'),
  at: int(item, 'm'),
  effectiveAt: int(item, 'e'),
});

/** That a history is there: put with its first entry, so that it is known exactly when it has begun. */
export const accountItem = (name: HistoryName): Item => ({
  pk: s(accountsPartition(name.tenant)),
  sk: s(accountSort(name)),
});

export const readAccount = (tenant: string, item: Item): HistoryName => {
  const [account = '', currency = ''] = str(item, 'sk').split('#');
  return { tenant, account, currency };
};
