import { BALANCE_LIMIT, formatBalance } from '../../kernel/values/money.ts';
import type { Metadata } from '../../kernel/values/text.ts';
import { formatTime } from '../../kernel/values/time.ts';
import type { AccountView } from '../contract/account.ts';
import { type Account, available } from './account.ts';
import { posted } from './entry-history.ts';

/** An account as the API shows it. */
export const accountView = (
  account: Account,
  profile: { readonly name: string | undefined; readonly metadata: Metadata },
): AccountView => {
  const credit = account.normal === 'credit';
  const headroom = available(account);
  return {
    id: account.id,
    currency: account.currency,
    normalBalance: account.normal,
    status: account.status,
    overdraft: overdraftView(account.overdraft),
    balance: {
      posted: formatBalance(posted(account, account.normal)),
      pendingIn: formatBalance(credit ? account.pendingCredits : account.pendingDebits),
      pendingOut: formatBalance(credit ? account.pendingDebits : account.pendingCredits),
      available: headroom === undefined ? null : formatBalance(headroom),
    },
    version: account.version,
    ...(profile.name === undefined ? {} : { name: profile.name }),
    metadata: profile.metadata,
    createdAt: formatTime(account.createdAt),
  };
};

const overdraftView = (overdraft: bigint) => {
  if (overdraft === 0n) return 'none';
  return overdraft === BALANCE_LIMIT ? 'unlimited' : { limit: formatBalance(overdraft) };
};

/** Strong, and new with every change: transactions count in the version, everything else in the revision. */
export const etagOf = (account: Pick<Account, 'version' | 'revision'>): string =>
  `"${account.version}.${account.revision}"`;

/** Whether `If-Match` (a list of tags, or `*`) names this tag. Weak tags never match: RFC 9110, section 13.1.1. */
export const namesTag = (ifMatch: string, etag: string): boolean =>
  ifMatch.trim() === '*' || ifMatch.split(',').some((tag) => tag.trim() === etag);
