import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, type LocalCloud, startLocal } from '../support/local-cloud.ts';

let cloud: LocalCloud;
let acme: Client;
beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
  await acme.post('/v1/accounts', { id: 'a', currency: 'USD' });
  await acme.post('/v1/accounts', { id: 'e', currency: 'EUR' });
  await acme.post('/v1/transactions', { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '1000' }] });
}, 90_000);
afterAll(() => cloud?.stop());

describe('bad paths and queries', () => {
  test.each([
    '/v1/accounts/..%2f..%2fetc',
    '/v1/accounts/%2e%2e',
    '/v1/accounts/__proto__',
    '/v1/accounts/toString',
    '/v1/accounts/a%00b',
    '/v1/accounts/%ff',
    '/v1/accounts/a%23b',
    '/v1/transactions/txn_short',
    '/v1/transactions/a',
    '/v1/accounts/',
    '/v1/accounts/a/',
  ])('GET %s is 404 not-found', async (path) => {
    const answer = await acme.get(path);
    expect([answer.status, answer.body.type]).toEqual([404, '/problems/not-found']);
  });

  test.each(['?limit=0', '?limit=101', '?limit=ten', '?limit=1&limit=2', '?sort=asc', '?limit='])(
    'GET /v1/accounts%s is 400 query',
    async (query) => {
      const answer = await acme.get(`/v1/accounts${query}`);
      expect([answer.status, answer.body.type]).toEqual([400, '/problems/query']);
    },
  );

  test.each(['x', '', 'A'.repeat(100_000)])('a made-up cursor is refused', async (cursor) => {
    const answer = await acme.get(`/v1/accounts?cursor=${cursor.slice(0, 7000)}`);
    expect([answer.status, answer.body.type]).toEqual([
      400,
      cursor === '' ? '/problems/cursor-invalid' : '/problems/cursor-invalid',
    ]);
  });

  test('a cursor with one character changed is cursor-invalid', async () => {
    for (let i = 0; i < 3; i += 1) await acme.post('/v1/accounts', { currency: 'USD' });
    const cursor: string = (await acme.get('/v1/accounts?limit=1')).body.nextCursor;
    for (const at of [0, Math.floor(cursor.length / 2), cursor.length - 2]) {
      const changed = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      const answer = await acme.get(`/v1/accounts?limit=1&cursor=${encodeURIComponent(changed)}`);
      expect([answer.status, answer.body.type]).toEqual([400, '/problems/cursor-invalid']);
    }
    const other = await acme.get(`/v1/accounts/a/entries?limit=1&cursor=${encodeURIComponent(cursor)}`);
    expect(other.body.type).toBe('/problems/cursor-invalid');
  });

  test('a body on GET, a method override and a strange Accept are ignored', async () => {
    const headers = { 'x-http-method-override': 'DELETE', accept: 'image/png' };
    expect((await acme.call('GET', '/v1/accounts/a', { headers })).status).toBe(200);
  });
});

describe('a caller', () => {
  const bare = (authorization: string | undefined) =>
    fetch(`${cloud.url}/v1/accounts/a`, authorization === undefined ? {} : { headers: { authorization } });
  const part = (text: string) => Buffer.from(text).toString('base64url');

  test.each([
    ['no token', () => undefined],
    ['Basic', () => 'Basic YTpi'],
    ['not a token', () => 'Bearer x'],
    ['alg none', () => `Bearer ${part('{"alg":"none"}')}.${part('{"tenant":"acme"}')}.`],
    ['HS256', () => `Bearer ${part('{"alg":"HS256","typ":"at+jwt"}')}.${part('{"tenant":"acme"}')}.${part('x')}`],
  ])('%s is 401 in the form of the gateway', async (_name, authorization) => {
    const answer = await bare(authorization());
    expect([answer.status, await answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('with a token of which one bit is changed, or the signature shortened, gets 401', async () => {
    const token = await acme.token();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const other = part(JSON.stringify({ ...claims, tenant: 'globex' }));
    for (const bad of [`${header}.${payload}.${flipped}`, `${header}.${payload}.`, `${header}.${other}.${signature}`]) {
      expect((await bare(`Bearer ${bad}`)).status).toBe(401);
    }
  });

  test('without the scope gets 403 in the form of the gateway; write does not include read', async () => {
    const token = await acme.token('ledger:write');
    const answer = await acme.call('GET', '/v1/accounts/a', { token });
    expect([answer.status, answer.body]).toEqual([403, { message: 'Forbidden' }]);
  });
});

describe('HTTP framing', () => {
  /** Sends bytes as they are and reads until the server closes or has answered. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(cloud.url);
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
      let seen = '';
      socket.setTimeout(15_000, () => socket.destroy(new Error(`no answer: ${seen}`)));
      socket.on('data', (chunk) => {
        seen += chunk.toString();
        if (seen.includes('\r\n\r\n')) socket.end();
      });
      socket.on('close', () => resolve(seen));
      socket.on('error', (error) => (seen === '' ? reject(error) : resolve(seen)));
    });
  const status = async (bytes: string) => Number((await raw(bytes)).slice(9, 12));
  /** Our own name: any other is refused before anything else is looked at. */
  const host = (): string => `Host: ${new URL(cloud.url).host}\r\n`;
  const head = (): string => `GET /v1/health HTTP/1.1\r\n${host()}`;

  test('two lengths, a length and chunks, and malformed lines are 400', async () => {
    expect(await status(`${head()}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`)).toBe(400);
    expect(
      await status(
        `POST /v1/accounts HTTP/1.1\r\n${host()}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ),
    ).toBe(400);
    expect(await status('GARBAGE\r\n\r\n')).toBe(400);
  });

  test('headers over 10 kB are 431, a path over 8 kB 414', async () => {
    expect(await status(`${head()}X-Big: ${'x'.repeat(12_000)}\r\n\r\n`)).toBe(431);
    expect(await status(`GET /v1/${'x'.repeat(8_500)} HTTP/1.1\r\n${host()}\r\n`)).toBe(414);
  });

  test('a body over 10 MB is 413 in the form of the gateway', async () => {
    const answer = await acme.call('POST', '/v1/transactions', { raw: 'x'.repeat(10 * 1024 * 1024 + 1) });
    expect([answer.status, answer.body]).toEqual([413, { message: expect.any(String) }]);
  });

  test('a foreign Host is refused: a page that was rebound to this machine reaches nothing', async () => {
    expect(await status('GET /v1/health HTTP/1.1\r\nHost: evil.example\r\n\r\n')).toBe(403);
    expect(await status(`${head()}\r\n`)).toBe(200);
  });
});
