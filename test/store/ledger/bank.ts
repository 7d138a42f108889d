import type { AccountView } from '../../../functions/ledger/contract/account.ts';
import type { TransactionView } from '../../../functions/ledger/contract/transaction.ts';
import {
  closeAccountRoute,
  freezeAccountRoute,
  unfreezeAccountRoute,
} from '../../../functions/ledger/handlers/api/account-status.ts';
import { createAccountRoute } from '../../../functions/ledger/handlers/api/create-account.ts';
import { createTransactionRoute } from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { postTransactionRoute, voidTransactionRoute } from '../../../functions/ledger/handlers/api/end-hold.ts';
import { getAccountRoute } from '../../../functions/ledger/handlers/api/get-account.ts';
import { getTransactionRoute } from '../../../functions/ledger/handlers/api/get-transaction.ts';
import { reverseTransactionRoute } from '../../../functions/ledger/handlers/api/reverse-transaction.ts';
import { updateAccountRoute } from '../../../functions/ledger/handlers/api/update-account.ts';
import { type Answer, type Sent, send, type World } from './kit.ts';

type Account = Answer<AccountView>;
type Transaction = Answer<TransactionView>;
/** Whose request it is, and under which key. */
type As = Pick<Sent, 'key' | 'tenant' | 'patience'>;

/** What a client of the ledger can do, in a test's words. */
export const bankOf = (world: World) => {
  const { store } = world;
  const transfer = (from: string, to: string, amount: string, more: object = {}, as: As = {}): Promise<Transaction> =>
    send(world, createTransactionRoute(store), {
      ...as,
      body: { currency: 'USD', postings: [{ from, to, amount }], ...more },
    });
  const account = (id: string, tenant = 'acme'): Promise<Account> =>
    send(world, getAccountRoute(store), { tenant, params: { id } });
  return {
    account,
    open: (id: string, more: object = {}, as: As = {}): Promise<Account> =>
      send(world, createAccountRoute(store), { ...as, body: { id, currency: 'USD', ...more } }),
    /** An account with money from outside. */
    fund: async (id: string, amount: string, more: object = {}): Promise<void> => {
      await send(world, createAccountRoute(store), { body: { id, currency: 'USD', ...more } });
      await transfer('@world', id, amount);
    },
    balance: async (id: string) => (await account(id)).body.balance,
    patch: (id: string, ifMatch: string, body: unknown): Promise<Account> =>
      send(world, updateAccountRoute(store), { params: { id }, ifMatch, body }),
    freeze: (id: string): Promise<Account> => send(world, freezeAccountRoute(store), { params: { id } }),
    unfreeze: (id: string): Promise<Account> => send(world, unfreezeAccountRoute(store), { params: { id } }),
    close: (id: string, as: As = {}): Promise<Account> =>
      send(world, closeAccountRoute(store), { ...as, params: { id } }),
    create: (body: unknown, as: As = {}): Promise<Transaction> =>
      send(world, createTransactionRoute(store), { ...as, body }),
    transfer,
    hold: (from: string, to: string, amount: string, more: object = {}, as: As = {}): Promise<Transaction> =>
      transfer(from, to, amount, { pending: true, ...more }, as),
    post: (id: string, amount?: string, as: As = {}): Promise<Transaction> =>
      send(world, postTransactionRoute(store), { ...as, params: { id }, body: amount === undefined ? {} : { amount } }),
    /** Posts a part and keeps the rest held. */
    postPart: (id: string, amount: string, as: As = {}): Promise<Transaction> =>
      send(world, postTransactionRoute(store), { ...as, params: { id }, body: { amount, final: false } }),
    release: (id: string, as: As = {}): Promise<Transaction> =>
      send(world, voidTransactionRoute(store), { ...as, params: { id } }),
    reverse: (id: string, body: object = {}, as: As = {}): Promise<Transaction> =>
      send(world, reverseTransactionRoute(store), { ...as, params: { id }, body }),
    transaction: (id: string, tenant = 'acme'): Promise<Transaction> =>
      send(world, getTransactionRoute(store), { tenant, params: { id } }),
  };
};

export type Bank = ReturnType<typeof bankOf>;
