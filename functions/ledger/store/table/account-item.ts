import { big, type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { assert, present } from '../../../kernel/core/assert.ts';
import type { Currency } from '../../../kernel/values/money.ts';
import type { Account, AccountStatus } from '../../model/account.ts';
import type { Line } from '../../model/entry.ts';
import { accountKey, birthSort, parsePartition } from './keys.ts';
import { readLines } from './lines.ts';

/**
 * Attributes of an account item. Their names are short because each KB of an item is a write unit of every transfer. They are
 * never reused with another meaning.
 */
export const ACCOUNT = {
  currency: 'cu',
  /** Normal side: `d` or `c`. */
  normal: 'nb',
  /** `open`, `frozen` or `closed`. */
  status: 'st',
  /** Overdraft limit in minor units; 10^27 is "unlimited". */
  overdraft: 'li',
  /** Transactions that touched it. */
  version: 'v',
  /** Changes of status, profile and overdraft. */
  revision: 'rv',
  debits: 'd',
  credits: 'c',
  pendingDebits: 'pd',
  pendingCredits: 'pc',
  /** What may still be debited: c - d - pd + its limit. */
  debitHeadroom: 'dr',
  /** What may still be credited: d - c - pc + its limit. */
  creditHeadroom: 'cr',
  /** Birth in ms. */
  createdAt: 'at',
  /** The lines of the last transaction (see lines.ts); absent until there is one. */
  lines: 'ls',
  /** Partition and sort key of the `accounts` index. */
  listTenant: 'ag',
  listBirth: 'as',
  /** When the last revision was made in ms, by which client and in which request: for the event that announces it. */
  revisedAt: 'ra',
  revisedBy: 'rb',
  revisedIn: 'rq',
  /** The revision at which the profile item was last written; readers of both compare it, so that they never mix two. */
  profileRevision: 'pv',
} as const;

/** Who changes what is not money, and when. */
export interface Revision {
  readonly at: number;
  readonly actor: string;
  readonly requestId: string;
}

/** A new account, for a put-if-absent. */
export const accountItem = (tenant: string, account: Account, revision: Revision): Item => ({
  ...accountKey(tenant, account.id),
  [ACCOUNT.currency]: s(account.currency),
  [ACCOUNT.normal]: s(account.normal === 'debit' ? 'd' : 'c'),
  [ACCOUNT.status]: s(account.status),
  [ACCOUNT.overdraft]: n(account.overdraft),
  [ACCOUNT.version]: n(account.version),
  [ACCOUNT.revision]: n(account.revision),
  [ACCOUNT.debits]: n(account.debits),
  [ACCOUNT.credits]: n(account.credits),
  [ACCOUNT.pendingDebits]: n(account.pendingDebits),
  [ACCOUNT.pendingCredits]: n(account.pendingCredits),
  [ACCOUNT.debitHeadroom]: n(account.debitHeadroom),
  [ACCOUNT.creditHeadroom]: n(account.creditHeadroom),
  [ACCOUNT.createdAt]: n(account.createdAt),
  [ACCOUNT.listTenant]: s(tenant),
  [ACCOUNT.listBirth]: s(birthSort(account.createdAt, account.id)),
  [ACCOUNT.revisedAt]: n(revision.at),
  [ACCOUNT.revisedBy]: s(revision.actor),
  [ACCOUNT.revisedIn]: s(revision.requestId),
  [ACCOUNT.profileRevision]: n(account.revision),
});

const status = (text: string): AccountStatus => {
  assert(text === 'open' || text === 'frozen' || text === 'closed', 'an account has a known status');
  return text;
};

/** Works on a read item, on an old image and on the item that a failed condition returns. */
export const readAccount = (item: Item): Account => ({
  id: present(parsePartition(str(item, 'pk')), 'an account item has an account key').id,
  currency: str(item, ACCOUNT.currency) as Currency,
  normal: str(item, ACCOUNT.normal) === 'd' ? 'debit' : 'credit',
  status: status(str(item, ACCOUNT.status)),
  overdraft: big(item, ACCOUNT.overdraft),
  version: int(item, ACCOUNT.version),
  revision: int(item, ACCOUNT.revision),
  debits: big(item, ACCOUNT.debits),
  credits: big(item, ACCOUNT.credits),
  pendingDebits: big(item, ACCOUNT.pendingDebits),
  pendingCredits: big(item, ACCOUNT.pendingCredits),
  debitHeadroom: big(item, ACCOUNT.debitHeadroom),
  creditHeadroom: big(item, ACCOUNT.creditHeadroom),
  createdAt: int(item, ACCOUNT.createdAt),
});

/** The lines of the account's last transaction; empty before the first. */
export const readAccountLines = (item: Item): readonly Line[] => {
  const text = item[ACCOUNT.lines]?.S;
  return text === undefined ? [] : readLines(text);
};

export const readRevision = (item: Item): Revision => ({
  at: int(item, ACCOUNT.revisedAt),
  actor: str(item, ACCOUNT.revisedBy),
  requestId: str(item, ACCOUNT.revisedIn),
});
