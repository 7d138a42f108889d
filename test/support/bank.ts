import { expect } from '@jest/globals';
import type { Answer, Client } from './local-cloud.ts';

/** A tenant's bank: accounts with money in them, and the few calls that tests of the ledger make all the time. */
export interface Bank {
  /** Opens an account with `funds` from @world. */
  readonly account: (funds?: number, more?: object) => Promise<string>;
  readonly pay: (from: string, to: string, amount: number, more?: object, key?: string) => Promise<Answer>;
  readonly balance: (id: string) => Promise<Record<string, string>>;
}

export const bankOf = (client: Client, prefix: string): Bank => {
  let serial = 0;
  const pay: Bank['pay'] = (from, to, amount, more = {}, key) =>
    client.post(
      '/v1/transactions',
      { currency: 'USD', postings: [{ from, to, amount: String(amount) }], ...more },
      key,
    );
  return {
    pay,
    account: async (funds = 0, more = {}) => {
      serial += 1;
      const id = `${prefix}-${serial}`;
      expect((await client.post('/v1/accounts', { id, currency: 'USD', ...more })).status).toBe(201);
      if (funds > 0) expect((await pay('@world', id, funds)).status).toBe(201);
      return id;
    },
    balance: async (id) => (await client.get(`/v1/accounts/${id}`)).body.balance,
  };
};

/** The slug of a problem. */
export const slug = (answer: Answer): string | undefined => answer.body.type?.replace('/problems/', '');
