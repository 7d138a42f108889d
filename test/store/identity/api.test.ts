import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from '../../../functions/identity/handlers/api/routes.ts';
import { provisionTenant } from '../../../functions/identity/handlers/provision-tenant.ts';
import { type IdentityBench, startIdentity } from '../../support/identity-bench.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { SCOPES } from '../../support/scopes.ts';

await onEachEngine((engine) => {
  let bench: IdentityBench;
  let api: ReturnType<typeof build>;
  let root: { clientId: string; clientSecret: string };
  const lines: unknown[] = [];
  const write = (...line: readonly unknown[]) => {
    lines.push(line);
  };
  beforeAll(async () => {
    bench = await startIdentity(engine);
    api = build({ ...bench.deps, log: { info: write, warn: write, error: write } });
    const request = { action: 'provision-tenant', tenant: 'acme', clientName: 'root', scopes: [...SCOPES] } as const;
    root = await provisionTenant(bench.deps, { ...request, scopes: [...SCOPES] }, Number.MAX_SAFE_INTEGER);
  });
  afterAll(() => bench.stop());

  interface Asked {
    readonly params?: Readonly<Record<string, string>>;
    readonly query?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly tenant?: string;
  }
  const call = async (routeKey: string, { params, query = '', headers = {}, body, tenant }: Asked = {}) => {
    const [method = '', path = ''] = routeKey.split(' ');
    const claims = { tenant, client_id: root.clientId, scope: SCOPES.join(' ') };
    const event: Parameters<typeof api>[0] = {
      routeKey,
      rawPath: path,
      rawQueryString: query,
      headers,
      pathParameters: params,
      body,
      requestContext: {
        requestId: 'r-1',
        http: { method },
        ...(tenant === undefined ? {} : { authorizer: { jwt: { claims } } }),
      },
    };
    const result = await api(event);
    return { ...result, json: result.body === undefined ? undefined : JSON.parse(result.body) };
  };
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
  const create = (key: string, name = 'Robot', tenant = 'acme') =>
    call('POST /v1/clients', {
      tenant,
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ name, scopes: ['ledger:read'] }),
    });

  describe('the token endpoint', () => {
    const form = (body: string, headers: Readonly<Record<string, string>> = FORM) =>
      call('POST /oauth/token', { body, headers });
    const right = () => `grant_type=client_credentials&client_id=${root.clientId}&client_secret=${root.clientSecret}`;

    test('takes a form, and answers with JSON that nobody keeps', async () => {
      const { statusCode, headers, json } = await form(right());
      expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'application/json',
        'no-store',
      ]);
      expect(json.scope).toBe(SCOPES.join(' '));
    });

    test.each([
      ['a field twice', () => form(`${right()}&grant_type=client_credentials`), 400, 'invalid_request'],
      ['JSON', () => form('{}', { 'content-type': 'application/json' }), 400, 'invalid_request'],
      ['a broken percent sequence', () => form('grant_type=%zz'), 400, 'invalid_request'],
      ['no body', () => form(''), 400, 'invalid_request'],
      [
        'a query',
        () => call('POST /oauth/token', { body: right(), headers: FORM, query: 'a=b' }),
        400,
        'invalid_request',
      ],
      ['a wrong secret', () => form(`${right()}x`), 401, 'invalid_client'],
    ])('answers %s in RFC 6749’s form', async (_, ask, status, error) => {
      const { statusCode, headers, json } = await ask();
      expect([statusCode, json.error, headers['content-type']]).toEqual([status, error, 'application/json']);
      expect(headers['x-request-id']).toBe('r-1');
      expect(headers['www-authenticate'] !== undefined).toBe(status === 401);
    });
  });

  describe('the calls of clients', () => {
    test('pages lead through the list, and a cursor serves its own tenant alone', async () => {
      for (let count = 0; count < 3; count += 1) await create(`page-${count}`, `P${count}`, 'paged');
      const list = (tenant: string, query: string) => call('GET /v1/clients', { tenant, query });
      const first = await list('paged', 'limit=2');
      expect(first.json.data.map(({ name }: { name: string }) => name).length).toBe(2);
      const rest = await list('paged', `limit=2&cursor=${first.json.nextCursor}`);
      expect([rest.json.data.length, rest.json.nextCursor]).toEqual([1, null]);
      expect(JSON.stringify([first.json, rest.json])).not.toContain('secret');
      const stolen = await list('acme', `limit=2&cursor=${first.json.nextCursor}`);
      expect([stolen.statusCode, stolen.json.type]).toEqual([400, '/problems/cursor-invalid']);
    });

    test.each([
      ['limit=0', 'query'],
      ['limit=101', 'query'],
      ['cursor=', 'cursor-invalid'],
      ['cursor=abc', 'cursor-invalid'],
      ['page=2', 'query'],
    ])('a list with %s is refused as %s', async (query, slug) => {
      const { statusCode, json } = await call('GET /v1/clients', { tenant: 'acme', query });
      expect([statusCode, json.type]).toEqual([400, `/problems/${slug}`]);
    });

    test.each([
      ['an unknown property', { name: 'a', scopes: ['admin'], tenant: 'globex' }, 'schema'],
      ['no scope', { name: 'a', scopes: [] }, 'schema'],
      ['an unknown scope', { name: 'a', scopes: ['root'] }, 'schema'],
      ['a scope twice', { name: 'a', scopes: ['admin', 'admin'] }, 'schema'],
      ['an empty name', { name: '', scopes: ['admin'] }, 'schema'],
      ['a control character in its name', { name: 'a\u0000', scopes: ['admin'] }, 'text-control'],
    ])('a client with %s is refused', async (_, body, slug) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'bad' };
      const answer = await call('POST /v1/clients', { tenant: 'acme', headers, body: JSON.stringify(body) });
      expect([answer.statusCode, answer.json.type]).toEqual([400, `/problems/${slug}`]);
    });

    test('an outcome tells what became of a key, and shows no secret', async () => {
      const made = await create('outcome-1');
      const ask = (tenant: string) =>
        call('GET /v1/outcomes', { tenant, query: 'operation=createClient&key=outcome-1' });
      const { statusCode, json } = await ask('acme');
      expect([statusCode, json.status, json.body]).toEqual([200, 201, { ...made.json, secret: '' }]);
      expect((await ask('globex')).statusCode).toBe(404);
    });

    test('an id of another form is 404', async () => {
      for (const id of ['x', '@keys', 'cli_../x', '__proto__']) {
        expect((await call('DELETE /v1/clients/{id}', { tenant: 'acme', params: { id } })).statusCode).toBe(404);
      }
    });
  });

  test('no secret and no token is in any line of the log', async () => {
    const { json } = await create('log-1');
    await call('POST /oauth/token', {
      headers: FORM,
      body: `grant_type=client_credentials&client_id=${json.id}&client_secret=${json.secret}`,
    });
    const written = JSON.stringify(lines);
    expect(written).toContain('issueToken');
    expect(written).not.toMatch(/folio_|eyJ/);
  });
});
