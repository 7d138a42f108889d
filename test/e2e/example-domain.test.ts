import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changedApp } from '../support/changed-app.ts';
import { type Client, clientOf, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

/** All that a new domain changes outside of its own folder: its entry in the list. */
const app = changedApp({
  file: 'lib/domains.ts',
  from: 'catalog, meta] as const;',
  to: "catalog, example, meta] as const;\nimport { example } from '../functions/example/contract/domain.ts';",
});
let cloud: LocalCloud;
let acme: Client;

beforeAll(async () => {
  cloud = await startLocal({ app: app.dir });
  acme = cloud.client('acme');
}, 150_000);
afterAll(async () => {
  await cloud?.stop();
  app.remove();
});

const ADA = { name: 'Ada Lovelace', account: 'acc_ada' };

describe('a domain that is one entry more in the list', () => {
  test('answers its calls over HTTP: what was added is read, once for its key', async () => {
    const key = randomUUID();
    const added = await acme.post('/v1/payees', ADA, key);
    expect([added.status, added.body]).toEqual([
      201,
      { ...ADA, id: expect.stringMatching(/^pye_/), createdAt: expect.any(String) },
    ]);
    expect((await acme.get(`/v1/payees/${added.body.id}`)).body).toEqual(added.body);
    const again = await acme.post('/v1/payees', ADA, key);
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, added.text, 'true']);
    const other = await acme.post('/v1/payees', { ...ADA, name: 'Grace' }, key);
    expect([other.status, other.body.type]).toEqual([422, '/problems/idempotency-key-reused']);
  });

  test('answers ten requests of one key at once with one payee', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => acme.post('/v1/payees', ADA, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('shows nothing of one tenant to another, and refuses what its contract refuses', async () => {
    const { body } = await acme.post('/v1/payees', ADA);
    const foreign = await cloud.client('globex').get(`/v1/payees/${body.id}`);
    expect([foreign.status, foreign.body.type]).toEqual([404, '/problems/not-found']);
    expect((await acme.post('/v1/payees', { ...ADA, colour: 'red' })).status).toBe(400);
    expect((await acme.post('/v1/payees', ADA, null)).body.type).toBe('/problems/idempotency-key-missing');
    expect((await acme.get('/v1/payees/pye_nothing')).status).toBe(404);
  });

  test('tells its event once, in the feed of its tenant alone', async () => {
    const { body } = await acme.post('/v1/payees', { ...ADA, name: 'Only once' });
    const told = async () => {
      const { body: feed } = await acme.get('/v1/events?limit=100');
      return feed.data.filter(({ data }: { data: { payee?: { id: string } } }) => data.payee?.id === body.id);
    };
    const [event] = await eventually(told, (found) => found.length > 0);
    expect(event).toMatchObject({ type: 'example.PayeeAdded', data: { payee: body } });
    expect(await told()).toHaveLength(1);
    const { body: others } = await cloud.client('globex').get('/v1/events?limit=100');
    expect(others.data).toEqual([]);
  });

  test('has scopes that clients are given, and that open its calls alone', async () => {
    const { body } = await acme.post('/v1/clients', { name: randomUUID(), scopes: ['example:read'] });
    expect(body.scopes).toEqual(['example:read']);
    const reader = clientOf(cloud.url, { tenant: 'acme', clientId: body.id, clientSecret: body.secret });
    expect((await reader.post('/v1/payees', ADA)).status).toBe(403);
    expect((await reader.get(`/v1/payees/${(await acme.post('/v1/payees', ADA)).body.id}`)).status).toBe(200);
    expect((await reader.get('/v1/accounts')).status).toBe(403);
    const { body: discovery } = await acme.get('/.well-known/openid-configuration');
    expect(discovery.scopes_supported).toEqual(expect.arrayContaining(['example:read', 'example:write']));
  });

  test('is in health, in the document, in outcomes and in the release log', async () => {
    const { body: health } = await acme.get('/v1/health/domains');
    expect(health.domains.example).toMatchObject({ status: 'ok', release: 1 });
    const { body: document } = await acme.get('/v1/openapi.json');
    expect(document.paths['/v1/payees'].post).toMatchObject({ operationId: 'addPayee', 'x-folio-domain': 'example' });
    const key = randomUUID();
    const { body: payee } = await acme.post('/v1/payees', ADA, key);
    const outcome = await acme.get(`/v1/outcomes?operation=addPayee&key=${key}`);
    expect(outcome.body).toMatchObject({ operation: 'addPayee', status: 201, body: payee });
    const status = await app.folio('release', 'status', '--data', cloud.dataDir);
    expect(status).toMatchObject({ code: 0, output: expect.stringContaining('example') });
  }, 60_000);
});
