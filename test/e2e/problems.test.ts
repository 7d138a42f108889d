import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { base64 } from '../support/bank-days.ts';
import {
  type Answer,
  type CallOptions,
  type Client,
  eventually,
  type LocalCloud,
  startLocal,
} from '../support/local-cloud.ts';

let cloud: LocalCloud;
let acme: Client;
let hold = '';
beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
  for (const id of ['a', 'b', 'frozen', 'closed', 'drawn']) {
    await acme.post('/v1/accounts', { id, currency: 'USD', overdraft: id === 'drawn' ? { limit: '100' } : 'none' });
  }
  await acme.post('/v1/transactions', transfer({ from: '@world', to: 'a', amount: '100' }));
  await acme.post('/v1/transactions', transfer({ from: 'drawn', to: '@world', amount: '50' }));
  await acme.post('/v1/accounts/frozen/freeze');
  await acme.post('/v1/accounts/closed/close');
  hold = (await acme.post('/v1/transactions', { ...transfer({ amount: '10' }), pending: true })).body.id;
  const done = await acme.post('/v1/transactions', { ...transfer(), pending: true });
  await acme.post(`/v1/transactions/${done.body.id}/void`, undefined, 'void-once');
  voided = done.body.id;
}, 90_000);
afterAll(() => cloud?.stop());
let voided = '';

const transfer = (more: object = {}) => ({ currency: 'USD', postings: [{ from: 'a', to: 'b', amount: '1', ...more }] });
const post = (body: unknown, options: CallOptions = {}) => acme.call('POST', '/v1/transactions', { body, ...options });
const raw = (text: string | Uint8Array, headers: Record<string, string> = {}) =>
  acme.call('POST', '/v1/transactions', { raw: text, headers });
const patch = (id: string, body: object, ifMatch?: string) =>
  acme.call('PATCH', `/v1/accounts/${id}`, { body, headers: ifMatch === undefined ? {} : { 'if-match': ifMatch } });
const bulk = (count: number, mode: string) => {
  const transactions = Array.from({ length: count }, (_, i) => ({
    ...transfer({ amount: '60' }),
    key: `${mode}-${count}-${i}`,
  }));
  return acme.call('POST', '/v1/transactions/bulk', { body: { mode, transactions }, key: null });
};
/** Each mirrors an account of its own. */
const bank = async (more: object = {}) => {
  const number = `BANK${randomUUID().slice(0, 8)}`;
  await acme.post('/v1/accounts', { id: number, currency: 'USD' });
  return acme.post('/v1/bank-accounts', { numbers: [number], currency: 'USD', account: number, ...more });
};
const bankFile = ({ body }: Answer, content: string) =>
  acme.post(`/v1/bank-accounts/${body.id}/statements`, { content });
const nested = `${'['.repeat(17)}${']'.repeat(17)}`;

/** Each problem that a client can meet, and one way to meet it. */
const WAYS: Readonly<Record<string, () => Promise<Answer>>> = {
  // Nothing was live before the first release.
  'release-refused': () => acme.post('/v1/releases/ledger/rollback', { reason: 'a test' }),
  'account-closed': () => post(transfer({ to: 'closed' })),
  'account-exists': () => acme.post('/v1/accounts', { id: 'a', currency: 'USD' }),
  'account-frozen': () => post(transfer({ to: 'frozen' })),
  'account-not-empty': () => acme.post('/v1/accounts/a/close'),
  'account-not-found': () => post(transfer({ to: 'nobody' })),
  'account-system': () => acme.post('/v1/accounts/@fees/freeze'),
  'amount-format': () => post(transfer({ amount: '1.5' })),
  'amount-not-positive': () => post(transfer({ amount: '0' })),
  'amount-too-large': () => post(transfer({ amount: '1000000000000000000' })),
  'bank-account-unfit': () => bank({ account: 'nobody' }),
  'bank-file-content': async () => bankFile(await bank(), '!'),
  'bank-file-refused': async () => bankFile(await bank(), base64('This is no statement.')),
  'batch-too-large': () => bulk(101, 'atomic'),
  'body-too-large': () => raw(`{"x":"${'x'.repeat(65_536)}"}`),
  'capture-too-large': () => acme.post(`/v1/transactions/${hold}/post`, { amount: '11' }),
  charset: () => raw('{}', { 'content-type': 'application/json; charset=utf-16' }),
  'content-encoding': () => raw('{}', { 'content-encoding': 'gzip' }),
  'currency-mismatch': () => post({ ...transfer(), currency: 'EUR' }),
  'currency-unknown': () => post({ ...transfer(), currency: 'QQQ' }),
  'currency-unsupported': () => post({ ...transfer(), currency: 'XAU' }),
  'cursor-invalid': () => acme.get('/v1/accounts?cursor=made-up'),
  'currency-needed': async () => {
    await acme.post('/v1/accounts', { id: 'euros', currency: 'EUR' });
    await acme.post('/v1/transactions', {
      currency: 'EUR',
      postings: [{ from: '@world', to: 'euros', amount: '1' }],
    });
    // The history of a system account follows by a moment.
    return eventually(
      () => acme.get('/v1/statements/@world?from=2026-01-01&to=2026-01-02'),
      ({ status }) => status === 422,
      60_000,
    );
  },
  'date-format': () => post({ ...transfer(), effectiveAt: 'yesterday' }),
  'date-window': () => post({ ...transfer(), effectiveAt: '2999-01-01T00:00:00Z' }),
  'event-type-unknown': () =>
    acme.post('/v1/webhook-endpoints', { url: 'https://hooks.example.com/', events: ['ledger.TransactionPostd'] }),
  'id-format': () => post(transfer({ to: 'a b' })),
  'idempotency-key-format': () => post(transfer(), { key: 'k'.repeat(256) }),
  'idempotency-key-missing': () => post(transfer(), { key: null }),
  'idempotency-key-reused': () => acme.post(`/v1/transactions/${hold}/void`, undefined, 'void-once'),
  'insufficient-funds': () => post(transfer({ amount: '1000' })),
  'json-depth': () => raw(nested),
  'json-duplicate-key': () => raw('{"a":1,"a":1}'),
  'json-syntax': () => raw('{'),
  'media-type': () => raw('{}', { 'content-type': 'text/plain' }),
  'metadata-limit': () => post({ ...transfer(), metadata: { ['k'.repeat(41)]: 'v' } }),
  method: () => acme.call('PATCH', '/v1/transactions', {}),
  'not-found': () => acme.get('/v1/accounts/nobody'),
  'overdraft-in-use': async () =>
    patch('drawn', { overdraft: 'none' }, (await acme.get('/v1/accounts/drawn')).headers.get('etag') ?? ''),
  'posting-count': () => post({ currency: 'USD', postings: [] }),
  'precondition-required': () => patch('a', { name: 'x' }),
  query: () => acme.get('/v1/accounts?color=blue'),
  'reference-exists': async () => {
    const body = { ...transfer(), reference: 'taken', uniqueReference: true };
    await post(body);
    return post(body);
  },
  'period-closed': async () => {
    await acme.post('/v1/periods/2021-02/close');
    return post({ ...transfer(), effectiveAt: '2021-02-03T00:00:00Z' });
  },
  'period-not-over': () => acme.post('/v1/periods/2999-01/close'),
  'period-state': () => acme.post('/v1/periods/2021-03/reopen', { reason: 'Never closed.' }),
  'reconciliation-empty': async () => acme.get(`/v1/reconciliations/${(await bank()).body.id}`),
  'same-account': () => post(transfer({ to: 'a' })),
  schema: () => post({}),
  'scope-not-granted': async () =>
    acme.call('POST', '/v1/clients', {
      body: { name: 'x', scopes: ['ledger:read'] },
      token: await acme.token('admin'),
    }),
  'statement-days': () => acme.get('/v1/statements/a?from=2026-01-02&to=2026-01-01'),
  'statement-format': () =>
    acme.get(`/v1/statements/a?from=2026-01-01&to=2026-01-02&format=mt940&as=${'x'.repeat(36)}`),
  'text-control': () => post({ ...transfer(), description: '\u0007' }),
  'text-encoding': () => raw(Uint8Array.from([0x22, 0xff, 0x22])),
  'transaction-state': () => acme.post(`/v1/transactions/${voided}/post`),
  unbalanced: () =>
    post({
      entries: [
        { account: 'a', direction: 'debit', amount: '2', currency: 'USD' },
        { account: 'b', direction: 'credit', amount: '1', currency: 'USD' },
      ],
    }),
  'version-mismatch': () => patch('a', { name: 'x' }, '"9.9"'),
};

/** Met elsewhere: inside a bulk answer, after hundreds of requests, or only when something of ours fails, contends or is gone (unit and store tests). */
const ELSEWHERE = [
  'batch-aborted',
  'batch-exists',
  'batch-refused',
  'bank-accounts-full',
  'batch-totals',
  'booking-refused',
  'client-deleted',
  'client-limit',
  'conflict',
  'destination-invalid',
  'forbidden',
  'foreign-origin',
  'four-eyes',
  'releases-not-operated',
  'journal-too-dense',
  'limit-exceeded',
  'lines-too-large',
  'not-logged-yet',
  'policy-full',
  'recurrence-invalid',
  'idempotency-in-progress',
  'internal',
  'ledger-refused',
  'nothing-gathered',
  'originator-invalid',
  'originator-missing',
  'over-budget',
  'payment-state',
  'period-own',
  'rail-stopped',
  'rail-unknown',
  'reconciliation-too-large',
  'resolution-own',
  'resolution-state',
  'resolution-unfit',
  'secret-rotated',
  'statement-too-long',
  'task-closed',
  'trial-balance-too-large',
  'unauthorized',
  'unavailable',
];

const problems = async (): Promise<Readonly<Record<string, { readonly status: number; readonly title: string }>>> =>
  (await acme.get('/v1/openapi.json')).body['x-folio-problems'];

describe('every problem of the API', () => {
  test.each(Object.entries(WAYS))('%s is met, with its status and title from the registry', async (slug, way) => {
    const answer = await way();
    const known = (await problems())[slug];
    expect(answer.body).toMatchObject({ type: `/problems/${slug}`, status: known?.status, title: known?.title });
    expect(answer.status).toBe(known?.status);
  });

  test('batch-aborted stands beside the culprit of an atomic batch', async () => {
    const { body } = await bulk(2, 'atomic');
    const types = body.results.map((one: { problem: { type: string } }) => one.problem.type).sort();
    expect(types).toEqual(['/problems/batch-aborted', '/problems/insufficient-funds']);
  });

  test('no problem of money or identity is left without a test that meets it', async () => {
    const webhooks = (slug: string) =>
      slug.startsWith('webhook-') || slug.startsWith('delivery-') || slug.startsWith('endpoint-');
    const all = Object.keys(await problems()).filter((slug) => !webhooks(slug));
    expect(all.sort()).toEqual([...Object.keys(WAYS), ...ELSEWHERE].sort());
  });

  test('each has a page that explains it, safe to open, and an unknown one is 404', async () => {
    for (const slug of Object.keys(await problems())) {
      const page = await acme.call('GET', `/problems/${slug}`, { token: null });
      expect([slug, page.status, page.headers.get('content-type')]).toEqual([slug, 200, 'text/html; charset=utf-8']);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.text).toContain(slug);
    }
    expect((await acme.call('GET', '/problems/%3Cscript%3E', { token: null })).status).toBe(404);
  });
});

describe('the OpenAPI document', () => {
  test('has exactly the routes that answer: each of its calls is known to the gateway, and no other method is', async () => {
    const { paths } = (await acme.get('/v1/openapi.json')).body;
    const methods = ['get', 'post', 'patch', 'delete', 'put'];
    const items = Object.entries<Record<string, unknown>>(paths);
    const matches = (template: string, path: string) =>
      new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
    for (const [template] of items) {
      const path = template.replaceAll(/\{[^}]+\}/g, 'x');
      for (const method of methods) {
        // A fixed path also answers what a template beside it answers: GET /v1/transactions/bulk reads a transaction.
        const known = items.some(([other, item]) => matches(other, path) && item[method] !== undefined);
        const answer = await acme.call(method.toUpperCase(), path, { token: null, key: null });
        expect([method, path, answer.status !== 405]).toEqual([method, path, known]);
      }
    }
  });
});
