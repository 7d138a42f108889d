import { formatBalance } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import { boundsAt, type Limit } from './limit.ts';

/** A limit as clients see it, with what is used of it now. */
export const limitView = (
  limit: Limit,
  used: { readonly amount: bigint; readonly count: number } | undefined,
  now: number,
) => {
  const { id, window, timeZone, currency, amount, count, account, client, rail, createdBy, createdAt } = limit;
  const { from, until } = boundsAt(limit, now);
  return {
    id,
    window,
    timeZone,
    currency,
    amount: amount === undefined ? null : formatBalance(amount),
    count: count ?? null,
    account: account ?? null,
    client: client ?? null,
    rail: rail ?? null,
    createdBy,
    createdAt: formatTime(createdAt),
    usage:
      window === 'payment'
        ? null
        : {
            from: formatTime(from),
            until: formatTime(until),
            amount: formatBalance(used?.amount ?? 0n),
            count: used?.count ?? 0,
          },
  };
};
