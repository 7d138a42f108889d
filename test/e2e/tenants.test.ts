import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

let cloud: LocalCloud;
let acme: Client;
let globex: Client;
beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
  globex = cloud.client('globex');
}, 90_000);
afterAll(() => cloud?.stop());

const transfer = (from: string, to: string, amount: number, more: object = {}) => ({
  currency: 'USD',
  postings: [{ from, to, amount: String(amount) }],
  ...more,
});

/** What a request answers, less what differs between any two requests. */
const shape = (answer: { status: number; body: { type?: string; detail?: string } }) => [
  answer.status,
  answer.body.type,
  answer.body.detail,
];

describe('two tenants', () => {
  let posted: string;
  let hold: string;
  let clientId: string;
  let endpoint: string;
  let delivery: string;
  beforeAll(async () => {
    await acme.post('/v1/accounts', { id: 'private', currency: 'USD' });
    posted = (await acme.post('/v1/transactions', transfer('@world', 'private', 500, { reference: 'secret-ref' }))).body
      .id;
    hold = (await acme.post('/v1/transactions', transfer('private', '@world', 50, { pending: true }))).body.id;
    clientId = (await acme.post('/v1/clients', { name: 'robot', scopes: ['ledger:read'] })).body.id;
    const hook = { url: 'http://127.0.0.1:9/', events: ['webhooks.*'] };
    endpoint = (await acme.post('/v1/webhook-endpoints', hook)).body.id;
    delivery = (await acme.post(`/v1/webhook-endpoints/${endpoint}/test`)).body.id;
    await eventually(
      () => acme.get('/v1/accounts/private/entries'),
      (answer) => answer.body.data.length === 2,
    );
  });

  const never = 'txn_00000000000000000000000000';
  const hooks = '/v1/webhook-endpoints';
  const noHook = `${hooks}/we_00000000000000000000000000`;
  const rows: readonly (readonly [string, string, () => string, () => string, object?])[] = [
    ['GET', 'getAccount', () => '/v1/accounts/private', () => '/v1/accounts/unknown'],
    ['PATCH', 'updateAccount', () => '/v1/accounts/private', () => '/v1/accounts/unknown', { name: 'mine' }],
    ['POST', 'freezeAccount', () => '/v1/accounts/private/freeze', () => '/v1/accounts/unknown/freeze'],
    ['POST', 'unfreezeAccount', () => '/v1/accounts/private/unfreeze', () => '/v1/accounts/unknown/unfreeze'],
    ['POST', 'closeAccount', () => '/v1/accounts/private/close', () => '/v1/accounts/unknown/close'],
    ['GET', 'listEntries', () => '/v1/accounts/private/entries', () => '/v1/accounts/unknown/entries'],
    [
      'GET',
      'getBalance',
      () => '/v1/accounts/private/balance?at=2026-01-01T00:00:00Z',
      () => '/v1/accounts/unknown/balance?at=2026-01-01T00:00:00Z',
    ],
    ['GET', 'getTransaction', () => `/v1/transactions/${posted}`, () => `/v1/transactions/${never}`],
    ['POST', 'postTransaction', () => `/v1/transactions/${hold}/post`, () => `/v1/transactions/${never}/post`],
    ['POST', 'voidTransaction', () => `/v1/transactions/${hold}/void`, () => `/v1/transactions/${never}/void`],
    [
      'POST',
      'reverseTransaction',
      () => `/v1/transactions/${posted}/reverse`,
      () => `/v1/transactions/${never}/reverse`,
    ],
    ['DELETE', 'deleteClient', () => `/v1/clients/${clientId}`, () => '/v1/clients/cli_00000000000000000000000000'],
    [
      'POST',
      'rotateClient',
      () => `/v1/clients/${clientId}/rotate`,
      () => '/v1/clients/cli_00000000000000000000000000/rotate',
    ],
    ['GET', 'getWebhookEndpoint', () => `${hooks}/${endpoint}`, () => noHook],
    ['PATCH', 'updateWebhookEndpoint', () => `${hooks}/${endpoint}`, () => noHook, { enabled: false }],
    ['DELETE', 'deleteWebhookEndpoint', () => `${hooks}/${endpoint}`, () => noHook],
    ['POST', 'rotateWebhookSecret', () => `${hooks}/${endpoint}/rotate-secret`, () => `${noHook}/rotate-secret`],
    ['POST', 'testWebhookEndpoint', () => `${hooks}/${endpoint}/test`, () => `${noHook}/test`],
    ['GET', 'listWebhookDeliveries', () => `${hooks}/${endpoint}/deliveries`, () => `${noHook}/deliveries`],
    [
      'POST',
      'redeliverWebhook',
      () => `/v1/deliveries/${delivery}/redeliver`,
      () => '/v1/deliveries/dlv_00000000000000000000000000/redeliver',
    ],
    ['POST', 'createTransaction', () => '/v1/transactions', () => '/v1/transactions'],
  ];

  // Every row gets its fifth cell: Jest would take a missing one for a callback to wait for.
  test.each(
    rows.map(([method, operation, foreign, unknown, body]) => [method, operation, foreign, unknown, body] as const),
  )(
    '%s %s answers for a foreign id exactly as for an unknown one',
    async (method, operation, foreign, unknown, body) => {
      const headers = { 'if-match': '"1.0"' };
      const of = (account: string) => (operation === 'createTransaction' ? transfer(account, '@world', 1) : body);
      const seen = await globex.call(method, foreign(), { body: of('private'), headers });
      const other = await globex.call(method, unknown(), { body: of('unknown'), headers });
      expect(shape(seen)).toEqual(shape(other));
      expect(seen.status).toBe(operation === 'createTransaction' ? 422 : 404);
    },
  );

  test('lists, references, outcomes and keys of one are empty for the other', async () => {
    const key = 'shared-key';
    await acme.post('/v1/transactions', transfer('@world', 'private', 1), key);
    expect((await globex.get('/v1/accounts')).body.data).toEqual([]);
    expect((await globex.get('/v1/transactions?reference=secret-ref')).body.data).toEqual([]);
    expect((await globex.get('/v1/transactions?account=private')).status).toBe(
      (await globex.get('/v1/transactions?account=unknown')).status,
    );
    expect((await globex.get(`/v1/outcomes?operation=createTransaction&key=${key}`)).status).toBe(404);
    await globex.post('/v1/accounts', { id: 'private', currency: 'EUR' });
    const own = await globex.post(
      '/v1/transactions',
      { currency: 'EUR', postings: [{ from: '@world', to: 'private', amount: '9' }] },
      key,
    );
    expect([own.status, own.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect((await acme.get('/v1/accounts/private')).body.balance.posted).toBe('501');
    const clients = (await globex.get('/v1/clients')).body.data.map((one: { id: string }) => one.id);
    expect(clients).not.toContain(clientId);
  });

  test("a cursor of one tenant's list is invalid for the other", async () => {
    for (let i = 0; i < 3; i += 1) await acme.post('/v1/accounts', { currency: 'USD' });
    const page = await eventually(
      () => acme.get('/v1/accounts?limit=1'),
      (answer) => typeof answer.body.nextCursor === 'string',
    );
    const answer = await globex.get(`/v1/accounts?limit=1&cursor=${encodeURIComponent(page.body.nextCursor)}`);
    expect([answer.status, answer.body.type]).toEqual([400, '/problems/cursor-invalid']);
  });

  test('system accounts of the same name are separate', async () => {
    await eventually(
      () => acme.get('/v1/accounts/@world'),
      (answer) => answer.body.balances.length > 0,
    );
    const seen = (await globex.get('/v1/accounts/@world')).body.balances.map(
      (one: { currency: string }) => one.currency,
    );
    expect(seen).not.toContain('USD');
  });
});

test('a tenant that the operator makes by the command line calls as itself, and the same line gives the same client', async () => {
  const create = () => {
    const line = ['bin/folio.ts', 'tenant', 'create', 'nova', '--json', '--data', cloud.dataDir];
    return JSON.parse(spawnSync(process.execPath, line, { encoding: 'utf8' }).stdout);
  };
  const made = create();
  expect(create()).toEqual(made);
  expect(made).toMatchObject({ tenant: 'nova', url: cloud.url, scopes: expect.arrayContaining(['ledger:write']) });
  const form = { grant_type: 'client_credentials', client_id: made.clientId, client_secret: made.clientSecret };
  const token = await fetch(`${made.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: bearer } = (await token.json()) as { readonly access_token: string };
  const accounts = await fetch(`${made.url}/v1/accounts`, { headers: { authorization: `Bearer ${bearer}` } });
  expect([accounts.status, ((await accounts.json()) as { readonly data: unknown }).data]).toEqual([200, []]);
}, 60_000);
