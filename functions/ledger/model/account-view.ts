import { formatTime } from '../../kernel/time.ts';
import { type Account, outgoing, UNLIMITED } from './account.ts';
import { posted } from './entry-history.ts';

/** What people call an account. */
interface Named {
  readonly name: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

const overdraftView = (limit: bigint): 'none' | 'unlimited' | { readonly limit: string } => {
  if (limit === 0n) return 'none';
  return limit === UNLIMITED ? 'unlimited' : { limit: limit.toString() };
};

/** An account as the API answers it and as events carry it. "Out" lowers the balance on the account's normal side. */
export const accountView = (account: Account, { name, metadata }: Named) => {
  const outIsDebit = outgoing(account.normal) === 'debit';
  const room = outIsDebit ? account.debitRoom : account.creditRoom;
  return {
    id: account.id,
    currency: account.currency,
    normalBalance: account.normal,
    status: account.status,
    overdraft: overdraftView(account.overdraft),
    balance: {
      posted: posted(account, account.normal).toString(),
      pendingIn: (outIsDebit ? account.pendingCredits : account.pendingDebits).toString(),
      pendingOut: (outIsDebit ? account.pendingDebits : account.pendingCredits).toString(),
      available: account.overdraft === UNLIMITED ? null : room.toString(),
    },
    version: account.version,
    ...(name === undefined ? {} : { name }),
    metadata,
    createdAt: formatTime(account.createdAt),
  };
};
