import * as z from 'zod';
import { inParallel } from '../../functions/kernel/core/parallel.ts';
import { readAccount } from '../client/accounts.ts';
import type { Api } from '../client/api.ts';
import { Balances } from './balances.ts';
import type { Made } from './to-journal.ts';

const READS_AT_ONCE = 8;

const digits = z.string().regex(/^-?\d{1,28}$/);
const account = z.object({
  normalBalance: z.enum(['debit', 'credit']),
  balance: z.object({ posted: digits, pendingIn: digits, pendingOut: digits }),
});

/** What the ledger has of each account now, by the source's names. An account that is not there is a refusal of the API's. */
export const readBalances = async (api: Pick<Api, 'ask'>, accounts: readonly Made[]): Promise<Balances> => {
  const balances = new Balances();
  await inParallel(accounts, READS_AT_ONCE, async ({ account: name, currency, id }) => {
    const read = await readAccount(api, id, account);
    const isDebit = read.normalBalance === 'debit';
    const [grows, shrinks] = [BigInt(read.balance.pendingIn), BigInt(read.balance.pendingOut)];
    balances.add(name, currency, 'posted', BigInt(read.balance.posted) * (isDebit ? 1n : -1n));
    balances.add(name, currency, 'held-debits', isDebit ? grows : shrinks);
    balances.add(name, currency, 'held-credits', isDebit ? shrinks : grows);
  });
  return balances;
};
