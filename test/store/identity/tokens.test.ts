import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { getJwks } from '../../../functions/identity/contract/api.ts';
import { createClientRoute } from '../../../functions/identity/handlers/api/create-client.ts';
import { issueTokenRoute } from '../../../functions/identity/handlers/api/issue-token.ts';
import { discoveryRoute, jwksRoute } from '../../../functions/identity/handlers/api/publish-keys.ts';
import { provisionTenant } from '../../../functions/identity/handlers/provision-tenant.ts';
import { rotateSigningKey, showSigningKeys } from '../../../functions/identity/handlers/rotate-signing-key.ts';
import { LEAD_MS, LINGER_MS } from '../../../functions/identity/model/key-ring.ts';
import { keyRings } from '../../../functions/identity/store/commit/key-rings.ts';
import { clientsOf } from '../../../functions/identity/store/queries/clients.ts';
import type { Call } from '../../../functions/kernel/core/call.ts';
import { type IdentityBench, startIdentity } from '../../support/identity-bench.ts';
import { admin, createCall, tokenCall } from '../../support/identity-calls.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';

await onEachEngine((engine) => {
  let bench: IdentityBench;
  let client: { id: string; secret: string };
  beforeAll(async () => {
    bench = await startIdentity(engine);
    const body = { name: 'Robot', scopes: ['ledger:read' as const, 'ledger:write' as const] };
    const reply = await createClientRoute(bench.deps).handle(createCall(admin('acme', 'cli_root'), 'k', body));
    client = JSON.parse(String(reply.body));
  });
  afterAll(() => bench.stop());

  const GRANT = { grant_type: 'client_credentials' };
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
  });
  const ask = async (form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) => {
    const { status, body, headers: sent } = await issueTokenRoute(bench.deps).handle(tokenCall(form, headers));
    return { status, body: body as Record<string, string>, headers: sent ?? {} };
  };
  const published = async () => {
    const reply = await jwksRoute(bench.deps).handle({} as Call<typeof getJwks>);
    return reply.body as Parameters<typeof createLocalJWKSet>[0];
  };
  const verified = async (token: string) =>
    jwtVerify(token, createLocalJWKSet(await published()), {
      issuer: 'https://api.example.com',
      audience: 'folio',
      algorithms: ['RS256'],
      typ: 'at+jwt',
      currentDate: new Date(bench.time.now),
    });

  describe('a token request', () => {
    test('by Basic gives a token that the published keys verify, with the client’s tenant and scopes', async () => {
      const { status, body, headers } = await ask(GRANT, basic(client.id, client.secret));
      expect(status).toBe(200);
      expect(body).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 900,
        scope: 'ledger:read ledger:write',
      });
      expect(headers).toEqual({ 'cache-control': 'no-store', pragma: 'no-cache' });
      const { payload } = await verified(String(body.access_token));
      expect(payload).toMatchObject({ tenant: 'acme', sub: client.id, client_id: client.id, scope: body.scope });
    });

    test('by the form gives one too, with fewer scopes where fewer are asked for, and its own jti each time', async () => {
      const form = { ...GRANT, client_id: client.id, client_secret: client.secret, scope: 'ledger:read' };
      const [a, b] = [await ask(form), await ask(form)];
      expect(a.body.scope).toBe('ledger:read');
      const [one, two] = [await verified(String(a.body.access_token)), await verified(String(b.body.access_token))];
      expect(one.payload.jti).not.toBe(two.payload.jti);
    });

    test('ignores parameters that it does not know', async () => {
      expect((await ask({ ...GRANT, audience: 'x' }, basic(client.id, client.secret))).status).toBe(200);
    });

    test.each([
      ['no grant type', {}, 400, 'invalid_request'],
      ['another grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
      ['a scope it lacks', { ...GRANT, scope: 'admin' }, 400, 'invalid_scope'],
      ['an unknown scope', { ...GRANT, scope: 'ledger:read everything' }, 400, 'invalid_scope'],
    ])('with %s is refused in RFC 6749’s form', async (_, form, status, error) => {
      const answer = await ask(form, basic(client.id, client.secret));
      expect([answer.status, answer.body.error]).toEqual([status, error]);
      expect(Object.keys(answer.body)).toEqual(['error', 'error_description']);
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    });

    test('with a wrong secret and for an unknown client answers the same, with a challenge', async () => {
      const wrong = await ask(GRANT, basic(client.id, 'wrong'));
      const unknown = await ask(GRANT, basic('cli_00000000000000000000000000', 'wrong'));
      expect(unknown).toEqual(wrong);
      expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
      expect(wrong.headers['www-authenticate']).toMatch(/^Basic realm=/);
    });

    test('ids that look like keys of the store are unknown clients', async () => {
      for (const id of ['#', '@keys', 'acme#C', '__proto__', ' ', 'cli_', 'ü'.repeat(32)]) {
        expect((await ask(GRANT, basic(id, 'x'))).body.error).toBe('invalid_client');
      }
    });
  });

  describe('many wrong secrets', () => {
    const guess = (id: string) => ask(GRANT, basic(id, 'guess'));

    test('are told to wait from the eleventh on, for known and unknown clients alike, until the window ends', async () => {
      bench.time.now += 60_000 - (bench.time.now % 60_000);
      for (const id of [client.id, 'cli_11111111111111111111111111']) {
        for (let count = 0; count < 10; count += 1) expect((await guess(id)).status).toBe(401);
        const slowed = await guess(id);
        expect([slowed.status, slowed.body.error, slowed.headers['retry-after']]).toEqual([
          429,
          'invalid_client',
          '60',
        ]);
      }
      bench.time.now += 60_000;
      expect((await guess(client.id)).status).toBe(401);
    });

    test('never lock out the right one', async () => {
      for (let count = 0; count < 15; count += 1) await guess(client.id);
      expect((await ask(GRANT, basic(client.id, client.secret))).status).toBe(200);
    });
  });

  describe('discovery', () => {
    test('names issuer, endpoints and ways in', async () => {
      const { body } = await discoveryRoute(bench.deps).handle({} as never);
      expect(body).toMatchObject({
        issuer: 'https://api.example.com',
        token_endpoint: 'https://api.example.com/oauth/token',
        jwks_uri: 'https://api.example.com/.well-known/jwks.json',
      });
    });
  });

  describe('provisioning', () => {
    const request = {
      action: 'provision-tenant',
      tenant: 'globex',
      clientName: 'folio start',
      scopes: ['admin', 'ledger:read'],
    } as const;
    const provision = (change: object = {}) =>
      provisionTenant(bench.deps, { ...request, scopes: [...request.scopes], ...change }, Number.MAX_SAFE_INTEGER);

    test('answers the same to every repeat, with a secret that opens', async () => {
      const first = await provision();
      expect(first).toEqual({
        clientId: expect.stringMatching(/^cli_/),
        clientSecret: expect.any(String),
        current: true,
      });
      expect(await provision()).toEqual(first);
      expect((await ask(GRANT, basic(first.clientId, first.clientSecret))).body.scope).toBe('ledger:read admin');
    });

    test('of one name from several places at once makes one client', async () => {
      const answers = await Promise.all(Array.from({ length: 4 }, () => provision({ tenant: 'hooli' })));
      expect(new Set(answers.map(({ clientId }) => clientId)).size).toBe(1);
      expect((await clientsOf(bench.deps, 'hooli', 10, undefined)).clients).toHaveLength(1);
    });

    test('gives another tenant or name another client', async () => {
      const ids = await Promise.all([
        provision(),
        provision({ tenant: 'initech' }),
        provision({ clientName: 'other' }),
      ]);
      expect(new Set(ids.map(({ clientId }) => clientId)).size).toBe(3);
    });

    test('with other scopes than before is refused', async () => {
      await expect(provision({ scopes: ['admin'] })).rejects.toThrow('other scopes');
    });
  });

  describe('rotating the signing key', () => {
    test('publishes first, signs later, and no token is ever refused', async () => {
      const { deps, dynamo, table, keys, time } = bench;
      const ring = { clock: deps.clock, rings: keyRings(dynamo, table), keys, foundingKeyId: 'token-1' };
      const old = (await published()).keys.map(({ kid }) => kid);
      const shown = await rotateSigningKey(ring, { action: 'rotate-signing-key', keyId: 'token-2' });
      expect(shown.keys).toHaveLength(2);
      time.now += 61_000;
      expect((await published()).keys.map(({ kid }) => kid)).toEqual(shown.keys.map(({ kid }) => kid));
      const kidOf = async () =>
        (await verified(String((await ask(GRANT, basic(client.id, client.secret))).body.access_token))).protectedHeader
          .kid;
      expect(await kidOf()).toBe(old[0]);
      time.now += LEAD_MS;
      expect(await kidOf()).toBe(shown.keys[1]?.kid);
      time.now += LINGER_MS;
      expect((await published()).keys.map(({ kid }) => kid)).toEqual([shown.keys[1]?.kid]);
      expect(await showSigningKeys(ring)).toEqual(shown);
    });

    test('to a key that cannot be used is refused before anything changes', async () => {
      const { deps, dynamo, table, keys } = bench;
      const ring = { clock: deps.clock, rings: keyRings(dynamo, table), keys, foundingKeyId: 'token-1' };
      const before = await showSigningKeys(ring);
      await expect(rotateSigningKey(ring, { action: 'rotate-signing-key', keyId: 'nothing' })).rejects.toThrow(
        'no key',
      );
      expect(await showSigningKeys(ring)).toEqual(before);
    });
  });
});
