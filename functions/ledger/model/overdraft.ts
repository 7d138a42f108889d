import { type Amount, parseAmount } from '../../kernel/values/money.ts';
import { UNLIMITED } from './account.ts';

/** How a client writes an overdraft. */
export type OverdraftInput = 'none' | 'unlimited' | { readonly limit: Amount };

/** The limit in minor units: how far the balance may go below zero. */
export const overdraftLimit = (overdraft: OverdraftInput | undefined): bigint => {
  if (overdraft === undefined || overdraft === 'none') return 0n;
  return overdraft === 'unlimited' ? UNLIMITED : parseAmount(overdraft.limit);
};
