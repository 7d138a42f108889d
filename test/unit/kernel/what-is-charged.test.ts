import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { identityOperations } from '../../../functions/identity/contract/api.ts';
import { build as buildIdentity } from '../../../functions/identity/handlers/api/routes.ts';
import type { Budgets } from '../../../functions/kernel/aws/budget.ts';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { ledgerOperations } from '../../../functions/ledger/contract/api.ts';
import { build as buildLedger } from '../../../functions/ledger/handlers/api/routes.ts';
import { backOfficeOperations } from '../../../functions/payments/contract/back-office-api.ts';
import { batchOperations } from '../../../functions/payments/contract/batch-api.ts';
import { paymentOperations } from '../../../functions/payments/contract/payment-api.ts';
import { scheduleOperations } from '../../../functions/payments/contract/schedule-api.ts';
import { buildBackOffice } from '../../../functions/payments/handlers/api/back-office-routes.ts';
import { buildBatches } from '../../../functions/payments/handlers/api/batch-routes.ts';
import { build as buildPayments } from '../../../functions/payments/handlers/api/routes.ts';
import { buildSchedules } from '../../../functions/payments/handlers/api/schedule-routes.ts';
import { allRails } from '../../../functions/payments/rails/rails.ts';
import { statementOperations } from '../../../functions/statements/contract/api.ts';
import { bankOperations } from '../../../functions/statements/contract/bank-api.ts';
import { exportOperations } from '../../../functions/statements/contract/export-api.ts';
import { reconciliationOperations } from '../../../functions/statements/contract/reconciliation-api.ts';
import { buildBank } from '../../../functions/statements/handlers/api/bank-routes.ts';
import { build as buildStatements } from '../../../functions/statements/handlers/api/routes.ts';
import { webhooksOperations } from '../../../functions/webhooks/contract/api.ts';
import { build as buildWebhooks } from '../../../functions/webhooks/handlers/api/routes.ts';
import { DUE_SHARDS } from '../../../functions/webhooks/store/table/keys.ts';
import { clockOf } from '../../support/clock.ts';

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
  clock: clockOf(() => Date.now()),
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
const noBucket = { put: nobody, open: nobody, part: nobody };
/** What the document shows of an operation's body. */
const exampleOf = ({ body }: Operation): unknown => body && (z.globalRegistry.get(body)?.examples as unknown[])?.[0];
const rails = allRails({ bank: undefined });
const payments = { ...deps, rails, ask: nobody, outbox: noBucket, inbox: noBucket, readClientFile: nobody };
/** A token is asked for without one; and a thief is shut out, whatever he has used up. */
const FREE = new Set(['issueToken', 'deleteClient']);
const APIS = {
  payments: { handler: buildPayments(payments), operations: paymentOperations as readonly Operation[] },
  statements: {
    handler: buildStatements({ ...deps, ask: nobody }),
    operations: [...statementOperations, ...exportOperations] as readonly Operation[],
  },
  'banks of statements': {
    handler: buildBank({ ...deps, ask: nobody, readKept: nobody }),
    operations: [...bankOperations, ...reconciliationOperations] as readonly Operation[],
  },
  identity: {
    handler: buildIdentity({
      ...{ ...deps, issuer: 'https://api.example.com', audience: 'folio', scopes: [], secretKeyId: 's' },
      ...{ keys: { sign: nobody, mac: nobody }, scrypt: nobody, countFailure: nobody },
      signingKeys: { published: nobody, signer: nobody },
    } as never),
    operations: identityOperations.filter(({ operationId }) => !FREE.has(operationId)) as readonly Operation[],
  },
  'batches of payments': { handler: buildBatches(payments), operations: batchOperations as readonly Operation[] },
  'schedules of payments': {
    handler: buildSchedules(payments),
    operations: scheduleOperations as readonly Operation[],
  },
  'policy and files of payments': {
    handler: buildBackOffice(payments),
    operations: backOfficeOperations as readonly Operation[],
  },
  ledger: { handler: buildLedger(deps), operations: ledgerOperations as readonly Operation[] },
  webhooks: {
    handler: buildWebhooks({
      ...deps,
      secretOf: nobody,
      resolve: nobody,
      policy: { loopback: false, loopbackPorts: [], ownPorts: new Set(), ipv6: true },
      eventTypes: new Set(),
      dueShards: DUE_SHARDS,
    }),
    operations: webhooksOperations as readonly Operation[],
  },
};

const transaction = { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '1' }] };
const BODIES: Readonly<Record<string, object>> = {
  createClient: { name: 'Reader', scopes: ['ledger:read'] },
  createBankAccount: { numbers: ['X1'], currency: 'EUR', account: 'bank' },
  takeBankStatement: { content: 'YWJj' },
  undoBreakResolution: { reason: 'A mistake.' },
  reopenPeriod: { reason: 'One was missing.' },
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
  payments: 'pay_',
  'payment-batches': 'bat_',
  'payment-schedules': 'sch_',
  'payment-limits': 'lim_',
  'approval-rules': 'apr_',
  'payment-tasks': 'task_',
  'payment-files': 'file_',
  clients: 'cli_',
};
/** Of a bank account and of what lies within it. */
const WITHIN: Readonly<Record<string, string>> = { 'bank-accounts': 'ban_', 'bank-files': 'bfl_', breaks: 'brk_' };
const SCOPES =
  'ledger:write ledger:periods webhooks:write payments:read payments:write payments:approve statements:read statements:write statements:resolve admin';
/** What is asked for, where the document shows no body. */
const QUERIES: Readonly<Record<string, string>> = {
  getStatement: 'from=2026-01-01&to=2026-01-31',
  exportJournal: 'format=csv',
};
/** Reads that cost as much as many changes. */
const CHARGED_READS = new Set([
  'getStatement',
  'getTrialBalance',
  'exportJournal',
  'getPaymentBatchReport',
  'getBankFileContent',
  'getPaymentFileContent',
  'getReconciliation',
  'listBreaks',
]);

describe.each(Object.entries(APIS))('of %s', (_, { handler, operations }) => {
  const writing = operations.filter(({ method, operationId }) => method !== 'GET' || CHARGED_READS.has(operationId));

  test.each(writing.map((operation) => [operation.operationId, operation] as const))(
    '%s is charged to its tenant, says so in the document, and asks the store for nothing once that is too much',
    async (operationId, operation) => {
      const { method, path, idempotency, problems } = operation;
      const body = BODIES[operationId] ?? exampleOf(operation);
      touched.length = 0;
      const [, , collection = ''] = path.split('/');
      const prefix = PREFIXES[collection];
      const within = WITHIN[collection];
      const zeros = '0'.repeat(collection === 'bank-accounts' ? 26 : 52);
      const answer = await handler(
        {
          routeKey: `${method} ${path}`,
          rawPath: path,
          rawQueryString: QUERIES[operationId] ?? '',
          headers: {
            'content-type': 'application/json',
            ...(method === 'PATCH' ? { 'if-match': '*' } : {}),
            ...(idempotency !== 'none' ? { 'idempotency-key': 'k' } : {}),
          },
          pathParameters: path.includes('{id}')
            ? { id: within === undefined ? (prefix === undefined ? 'a' : prefix + '0'.repeat(26)) : within + zeros }
            : path.includes('{rail}')
              ? { rail: 'sandbox' }
              : path.includes('{bankAccount}')
                ? { bankAccount: `ban_${'0'.repeat(26)}` }
                : path.includes('{account}')
                  ? { account: 'a' }
                  : path.includes('{period}')
                    ? { period: '2026-01' }
                    : undefined,
          body: body && JSON.stringify(body),
          requestContext: {
            requestId: 'r',
            http: { method },
            authorizer: {
              jwt: { claims: { tenant: 'acme', client_id: 'cli_1', scope: SCOPES } },
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
