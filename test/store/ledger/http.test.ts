import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { ledgerOperations } from '../../../functions/ledger/contract/api.ts';
import { build } from '../../../functions/ledger/handlers/api/routes.ts';
import { startEngines } from '../../support/dynamo.ts';
import { newWorld } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

interface Request {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly tenant?: string;
}

describe.each(engines)('the HTTP function on $name', (engine) => {
  let handler: ReturnType<typeof build>;
  beforeAll(async () => {
    const { store } = await newWorld(engine);
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    handler = build({ ...store, cursors: cursors(async () => Buffer.alloc(32, 1)), log });
  });
  const scope = 'ledger:read ledger:write ledger:periods';
  const call = async (routeKey: string, { path, query, headers, body, tenant }: Request = {}) => {
    const [method = '', template = ''] = routeKey.split(' ');
    const event = {
      routeKey,
      rawPath: template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path?.[name] ?? '')),
      rawQueryString: query ?? '',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
      pathParameters: path,
      body: body === undefined ? undefined : JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: {
        requestId: randomUUID(),
        http: { method },
        authorizer: { jwt: { claims: { tenant: tenant ?? 'acme', client_id: 'cli_1', scope } } },
      },
    };
    const context = { getRemainingTimeInMillis: () => 20_000 };
    const result = (await handler(event as never, context as never)) as {
      readonly statusCode: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };
    return { status: result.statusCode, headers: result.headers, text: result.body, body: JSON.parse(result.body) };
  };

  test('every operation of the contract is mounted', async () => {
    for (const { method, path } of ledgerOperations) {
      const id = path.startsWith('/v1/accounts') ? 'nobody' : `txn_${'0'.repeat(26)}`;
      // Only an operation that is there can mind a parameter that it does not know.
      const { status, body } = await call(`${method} ${path}`, {
        path: path.includes('{period}') ? { period: '2026-01' } : { id },
        query: 'unknown=1',
      });
      expect([path, status, body.type]).toEqual([path, 400, '/problems/query']);
    }
  });

  test('an account is opened, read, changed, and its key told, over HTTP', async () => {
    const made = await call('POST /v1/accounts', {
      headers: { 'idempotency-key': 'k1' },
      body: { id: 'a', currency: 'USD' },
    });
    expect([made.status, made.headers['content-type']]).toEqual([201, 'application/json']);
    const again = await call('POST /v1/accounts', {
      headers: { 'idempotency-key': 'k1' },
      body: { currency: 'USD', id: 'a' },
    });
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([made.text, 'true']);
    const read = await call('GET /v1/accounts/{id}', { path: { id: 'a' } });
    expect([read.status, read.headers.etag]).toEqual([200, '"0.0"']);
    const unconditional = await call('PATCH /v1/accounts/{id}', { path: { id: 'a' }, body: { name: 'New' } });
    expect([unconditional.status, unconditional.body.type]).toEqual([428, '/problems/precondition-required']);
    const patched = await call('PATCH /v1/accounts/{id}', {
      path: { id: 'a' },
      headers: { 'if-match': '"0.0"' },
      body: { name: 'New' },
    });
    expect([patched.status, patched.headers.etag]).toEqual([200, '"0.1"']);
    const outcome = await call('GET /v1/outcomes', { query: 'operation=createAccount&key=k1' });
    expect(outcome.body).toMatchObject({ operation: 'createAccount', key: 'k1', status: 201, body: made.body });
  });

  test('a stored refusal is problem+json, the first time and again', async () => {
    const sent = {
      headers: { 'idempotency-key': 'k2' },
      body: { currency: 'USD', postings: [{ from: 'a', to: '@w', amount: '1' }] },
    };
    const first = await call('POST /v1/transactions', sent);
    const again = await call('POST /v1/transactions', sent);
    for (const { status, headers, body } of [first, again]) {
      expect([status, headers['content-type']]).toEqual([422, 'application/problem+json']);
      expect(body.type).toBe('/problems/insufficient-funds');
    }
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
  });

  test('an action without fields takes no body or an empty object, and both are the same request', async () => {
    const path = { id: 'a' };
    const bare = await call('POST /v1/accounts/{id}/freeze', { path, headers: { 'idempotency-key': 'k3' } });
    const empty = await call('POST /v1/accounts/{id}/freeze', { path, headers: { 'idempotency-key': 'k3' }, body: {} });
    expect([bare.status, empty.status, empty.text]).toEqual([200, 200, bare.text]);
    const full = await call('POST /v1/accounts/{id}/freeze', { path, body: { reason: 'x' } });
    expect([full.status, full.body.type, full.body.errors]).toEqual([
      400,
      '/problems/schema',
      [{ pointer: '/reason', detail: 'Unknown: "reason".' }],
    ]);
  });

  test('ids that break their pattern are 404, whatever they try', async () => {
    const ids = ['../x', 'a#A', '__proto__ ', 'T#txn', 'ünï', 'a b', '@UPPER', '', 'a'.repeat(65)];
    for (const id of ids) {
      const { status, body } = await call('GET /v1/accounts/{id}', { path: { id } });
      expect([id, status, body.type]).toEqual([id, 404, '/problems/not-found']);
    }
    for (const id of ['txn_1', `txn_${'I'.repeat(26)}`, '__proto__']) {
      expect([id, (await call('GET /v1/transactions/{id}', { path: { id } })).status]).toEqual([id, 404]);
    }
    for (const id of ['constructor', 'toString']) {
      expect([id, (await call('GET /v1/accounts/{id}', { path: { id } })).status]).toEqual([id, 404]);
    }
  });

  test('a list with an unknown filter, a doubled one or a state that there is not is refused', async () => {
    for (const query of [
      'state=postd',
      'state=Posted',
      'account=a&state=gone',
      'account=a&foo=1',
      'account=a&account=b',
      'account=a&limit=0',
      'account=a&limit=101',
    ]) {
      const { status, body } = await call('GET /v1/transactions', { query });
      expect([query, status, body.type]).toEqual([query, 400, '/problems/query']);
    }
    expect((await call('GET /v1/transactions', { query: 'createdFrom=2026-01-01' })).body.type).toBe(
      '/problems/date-format',
    );
    for (const query of ['', 'state=posted', 'createdTo=2026-01-01T00:00:00%2B01:00']) {
      expect([query, (await call('GET /v1/transactions', { query })).status]).toEqual([query, 200]);
    }
    expect((await call('GET /v1/transactions', { query: 'account=a&cursor=AAAA' })).body.type).toBe(
      '/problems/cursor-invalid',
    );
  });

  test('the domain answers for its health', async () => {
    expect((await call('GET /v1/health')).body).toEqual({ status: 'ok', version: 'test' });
  });
});
