import { ORIGINATOR } from './bank.ts';
import { policyOf } from './policy.ts';
import type { Profile } from './profile.ts';
import type { Ask } from './steps.ts';

export const TENANTS = ['acme', 'globex'] as const;
export const ACCOUNTS = ['a1', 'a2', 'a3', 'd1'] as const;
/** Those that pay over files. */
export const EUROS = ['e1', 'e2'] as const;
/** Ports of clients' servers, by tenant. */
export const PORTS: Readonly<Record<string, readonly number[]>> = { acme: [5_001, 5_002], globex: [5_003] };
const FUNDS = '100';

/** What clients ask at the start of a run, before anything goes wrong: accounts with money, rules, and servers that want events. */
export const opening = (seed: number, { webhooks, payments, files }: Profile): readonly Ask[] => {
  const asks: Ask[] = [];
  const ask = (tenant: string, to: Ask['to'], route: string, body: object, params?: Ask['params']): void => {
    const id = `o${asks.length + 1}`;
    const more = params && { params };
    asks.push({ do: 'ask', id, to, tenant, client: 'cli_boss', route, key: `open-${id}`, body, ...more });
  };
  if (payments) {
    const { limit, rule } = policyOf(seed);
    ask(TENANTS[0], 'payments-back-office', 'POST /v1/payment-limits', limit);
    if (rule !== undefined) ask(TENANTS[0], 'payments-back-office', 'POST /v1/approval-rules', rule);
  }
  for (const tenant of TENANTS) {
    if (webhooks)
      for (const port of PORTS[tenant] ?? [])
        ask(tenant, 'webhooks-api', 'POST /v1/webhook-endpoints', {
          url: `http://127.0.0.1:${port}/hook`,
          events: ['*'],
        });
    for (const id of ACCOUNTS) {
      const normal = id.startsWith('d') ? { normalBalance: 'debit' } : {};
      ask(tenant, 'ledger-api', 'POST /v1/accounts', { id, currency: 'USD', ...normal });
    }
    if (files) {
      ask(tenant, 'payments-back-office', 'POST /v1/payment-rails/{rail}/originator', ORIGINATOR, { rail: 'sepa' });
      for (const id of EUROS) ask(tenant, 'ledger-api', 'POST /v1/accounts', { id, currency: 'EUR' });
      ask(tenant, 'ledger-api', 'POST /v1/transactions', {
        currency: 'EUR',
        postings: EUROS.map((to) => ({ from: '@world', to, amount: FUNDS })),
      });
    }
    ask(tenant, 'ledger-api', 'POST /v1/transactions', {
      currency: 'USD',
      postings: ACCOUNTS.slice(0, 3).map((to) => ({ from: '@world', to, amount: FUNDS })),
    });
  }
  return asks;
};
