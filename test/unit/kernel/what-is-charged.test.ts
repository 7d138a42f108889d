import { describe, expect, test } from '@jest/globals';
import type { Budgets } from '../../../functions/kernel/aws/budget.ts';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { ledgerOperations } from '../../../functions/ledger/contract/api.ts';
import { build as buildLedger } from '../../../functions/ledger/handlers/api/routes.ts';
import { webhooksOperations } from '../../../functions/webhooks/contract/api.ts';
import { build as buildWebhooks } from '../../../functions/webhooks/handlers/api/routes.ts';
import { DUE_SHARDS } from '../../../functions/webhooks/store/table/keys.ts';

const touched: string[] = [];
const dynamo = {
  send: async ({ constructor: { name } }: object) => {
    touched.push(name);
    throw new Error('nothing is asked of the store');
  },
} as unknown as Dynamo;
const log = { info: () => {}, warn: () => {}, error: () => {} };
const deps = {
  dynamo,
  table: 't',
  clock: { now: () => Date.now(), sleep: async () => {} },
  random: { bytes: (count: number) => new Uint8Array(count), fraction: () => 0 },
  codeVersion: '1',
  cursors: cursors(async () => Buffer.alloc(32)),
  log,
  // A tenant that has used up what it had.
  budgeting: { budgets: { barredFor: () => 5_000 } as unknown as Budgets, onFault: () => {} },
};
const nobody = async (): Promise<never> => {
  throw new Error('nobody is asked');
};
const APIS = {
  ledger: { handler: buildLedger(deps), operations: ledgerOperations as readonly Operation[] },
  webhooks: {
    handler: buildWebhooks({
      ...deps,
      secretOf: nobody,
      resolve: nobody,
      policy: { loopback: false, loopbackPorts: [], ownPorts: new Set() },
      eventTypes: new Set(),
      dueShards: DUE_SHARDS,
    }),
    operations: webhooksOperations as readonly Operation[],
  },
};

const transaction = { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '1' }] };
const BODIES: Readonly<Record<string, object>> = {
  createAccount: { id: 'a', currency: 'USD' },
  updateAccount: { name: 'New' },
  createTransaction: transaction,
  createTransactions: { mode: 'independent', transactions: [{ key: 'k', ...transaction }] },
  createWebhookEndpoint: { url: 'https://hooks.example.com/', events: ['*'] },
  updateWebhookEndpoint: { enabled: false },
};
const PREFIXES: Readonly<Record<string, string>> = {
  transactions: 'txn_',
  deliveries: 'dlv_',
  'webhook-endpoints': 'we_',
};
/** Moves nothing and tells nobody. */
const FREE = 'dryRunTransaction';

describe.each(Object.entries(APIS))('of %s', (_, { handler, operations }) => {
  const writing = operations.filter(({ method, operationId }) => method !== 'GET' && operationId !== FREE);

  test.each(writing.map((operation) => [operation.operationId, operation] as const))(
    '%s is charged to its tenant, says so in the document, and asks the store for nothing once that is too much',
    async (operationId, { method, path, idempotency, problems }) => {
      touched.length = 0;
      const [, , collection = ''] = path.split('/');
      const prefix = PREFIXES[collection];
      const answer = await handler(
        {
          routeKey: `${method} ${path}`,
          rawPath: path,
          rawQueryString: '',
          headers: {
            'content-type': 'application/json',
            ...(method === 'PATCH' ? { 'if-match': '*' } : {}),
            ...(idempotency !== 'none' ? { 'idempotency-key': 'k' } : {}),
          },
          pathParameters: path.includes('{id}')
            ? { id: prefix === undefined ? 'a' : prefix + '0'.repeat(26) }
            : undefined,
          body: BODIES[operationId] && JSON.stringify(BODIES[operationId]),
          requestContext: {
            requestId: 'r',
            http: { method },
            authorizer: {
              jwt: { claims: { tenant: 'acme', client_id: 'cli_1', scope: 'ledger:write webhooks:write' } },
            },
          },
        } as never,
        { getRemainingTimeInMillis: () => 10_000 } as never,
      );
      expect([answer.statusCode, JSON.parse(answer.body ?? '').type]).toEqual([429, '/problems/over-budget']);
      expect(answer.headers['retry-after']).toBe('5');
      expect(touched).toEqual([]);
      expect(problems.map(({ slug }) => slug)).toContain('over-budget');
    },
  );
});
