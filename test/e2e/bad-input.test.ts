import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CallOptions, type Client, type LocalCloud, startLocal } from '../support/local-cloud.ts';

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

const posting = { from: 'a', to: '@world', amount: '1' };
const good = { currency: 'USD', postings: [posting] };
const withPosting = (more: object) => ({ currency: 'USD', postings: [{ ...posting, ...more }] });
const json = (body: unknown) => JSON.stringify(body);
const PROTOTYPE = Object.getOwnPropertyNames(Object.prototype).join();

type Row = readonly [name: string, options: CallOptions, status: number, slug: string];
const amounts: readonly Row[] = (
  [
    ['0', 422, 'amount-not-positive'],
    ['1000000000000000000', 422, 'amount-too-large'],
    ['9'.repeat(39), 422, 'amount-too-large'],
    ['9'.repeat(10_000), 400, 'amount-format'],
    ...['-1', '-0', '+10', '010', '0x10', '0b1', '10n', ' 10', '10 ', '1 000', '1\u00a0000', '10.5', '1e5', ''].map(
      (text) => [text, 400, 'amount-format'] as const,
    ),
    ...[10.5, 10, true, [], {}].map((value) => [value, 400, 'amount-format'] as const),
    [null, 400, 'schema'],
    [undefined, 400, 'schema'],
  ] as const
).map(([amount, status, slug]) => [
  `amount ${JSON.stringify(amount)?.slice(0, 24)}`,
  { body: withPosting({ amount }) },
  status,
  slug,
]);

const currencies: readonly Row[] = (
  [
    ['usd', 'currency-unknown'],
    ['US', 'currency-unknown'],
    ['USDT', 'currency-unknown'],
    ['ZZZ', 'currency-unknown'],
    ['UЅD', 'currency-unknown'],
    ['XXX', 'currency-unsupported'],
    ['XTS', 'currency-unsupported'],
    ['XAU', 'currency-unsupported'],
  ] as const
).map(([currency, slug]) => [`currency ${currency}`, { body: { ...good, currency } }, 422, slug]);

const ids: readonly Row[] = [
  '\u202eabc',
  'a\u200db',
  '\ufeffa',
  '😀',
  'e\u0301',
  'a#b',
  'a|b',
  'a/b',
  'T#other',
  '',
  'a'.repeat(65),
  'a b',
  'a\u0000',
  '-a',
  '@Fees',
  '@',
].map((from) => [`account id ${JSON.stringify(from).slice(0, 20)}`, { body: withPosting({ from }) }, 400, 'id-format']);

const many = (count: number) => Array.from({ length: count }, () => posting);
const entry = (account: string, direction: string, amount: string, currency = 'USD') => ({
  account,
  direction,
  amount,
  currency,
});
const rules: readonly Row[] = [
  ['no posting', { body: { ...good, postings: [] } }, 422, 'posting-count'],
  ['49 postings', { body: { ...good, postings: many(49) } }, 422, 'posting-count'],
  ['1 entry', { body: { entries: [entry('a', 'debit', '1')] } }, 422, 'posting-count'],
  [
    '97 entries',
    { body: { entries: Array.from({ length: 97 }, () => entry('a', 'debit', '1')) } },
    422,
    'posting-count',
  ],
  [
    'an unbalanced set of entries',
    { body: { entries: [entry('a', 'debit', '2'), entry('@world', 'credit', '1')] } },
    422,
    'unbalanced',
  ],
  ['an account that pays itself', { body: withPosting({ to: 'a' }) }, 422, 'same-account'],
  [
    'an account that nets to zero',
    { body: { entries: [entry('a', 'debit', '1'), entry('a', 'credit', '1')] } },
    422,
    'same-account',
  ],
  [
    'another currency than the account',
    { body: { currency: 'USD', postings: [{ ...posting, from: '@world', to: 'e' }] } },
    422,
    'currency-mismatch',
  ],
  ['an unknown account', { body: withPosting({ from: 'nobody' }) }, 422, 'account-not-found'],
  ['the account __proto__', { body: withPosting({ from: 'constructor' }) }, 422, 'account-not-found'],
  ['more than there is', { body: withPosting({ amount: '999999' }) }, 422, 'insufficient-funds'],
  ['an effective date in the future', { body: { ...good, effectiveAt: '2999-01-01T00:00:00Z' } }, 422, 'date-window'],
  ['an effective date before 1970', { body: { ...good, effectiveAt: '1969-12-31T23:59:59Z' } }, 422, 'date-window'],
  ['an expiry without a hold', { body: { ...good, expiresAt: '2027-01-01T00:00:00Z' } }, 422, 'date-window'],
  [
    'an expiry too far ahead',
    { body: { ...good, pending: true, expiresAt: '2999-01-01T00:00:00Z' } },
    422,
    'date-window',
  ],
  ['a date without an offset', { body: { ...good, effectiveAt: '2024-01-01T00:00:00' } }, 400, 'date-format'],
  [
    '51 metadata keys',
    { body: { ...good, metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ''])) } },
    400,
    'metadata-limit',
  ],
  ['a metadata key of 41', { body: { ...good, metadata: { ['k'.repeat(41)]: '' } } }, 400, 'metadata-limit'],
  ['a metadata value of 501', { body: { ...good, metadata: { k: 'v'.repeat(501) } } }, 400, 'metadata-limit'],
  ['a control character in a description', { body: { ...good, description: 'a\u001b[31m' } }, 400, 'text-control'],
  ['CR LF in a description', { body: { ...good, description: 'a\r\nSet-Cookie: x' } }, 400, 'text-control'],
  ['a description of 501', { body: { ...good, description: 'x'.repeat(501) } }, 400, 'schema'],
  ['an unknown property', { body: { ...good, tenant: 'globex' } }, 400, 'schema'],
  ['postings and entries', { body: { ...good, entries: [] } }, 400, 'schema'],
  ['neither postings nor entries', { body: { currency: 'USD' } }, 400, 'schema'],
  ['a body that is no object', { body: [] }, 400, 'schema'],
];

const framing: readonly Row[] = [
  ['an empty body', { raw: '' }, 400, 'json-syntax'],
  ['a trailing comma', { raw: '{"currency":"USD",}' }, 400, 'json-syntax'],
  ['a comment', { raw: '{/*x*/}' }, 400, 'json-syntax'],
  ['single quotes', { raw: "{'a':1}" }, 400, 'json-syntax'],
  ['NaN', { raw: '{"a":NaN}' }, 400, 'json-syntax'],
  ['two documents', { raw: '{}{}' }, 400, 'json-syntax'],
  ['a byte order mark', { raw: `\ufeff${json(good)}` }, 400, 'json-syntax'],
  ['a duplicate key', { raw: '{"currency":"USD","currency":"EUR"}' }, 400, 'json-duplicate-key'],
  ['an escaped duplicate key', { raw: '{"currency":"USD","\\u0063urrency":"EUR"}' }, 400, 'json-duplicate-key'],
  ['17 levels', { raw: '['.repeat(17) + ']'.repeat(17) }, 400, 'json-depth'],
  ['__proto__', { raw: '{"__proto__":{"admin":true}}' }, 400, 'schema'],
  ['constructor.prototype', { raw: '{"constructor":{"prototype":{"x":1}}}' }, 400, 'schema'],
  ['a lone surrogate', { raw: '{"currency":"USD","description":"\\ud800","postings":[]}' }, 400, 'text-encoding'],
  ['invalid UTF-8', { raw: Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) }, 400, 'text-encoding'],
  ['UTF-16', { raw: new Uint8Array(Buffer.from(json(good), 'utf16le')) }, 400, 'text-encoding'],
  ['64 kB and a byte', { raw: `{"description":"${'x'.repeat(65_536 - 17)}"}` }, 413, 'body-too-large'],
  ['as many keys as fit', { raw: `{${Array.from({ length: 6000 }, (_, i) => `"k${i}":1`).join()}}` }, 400, 'schema'],
  ['text/plain', { raw: json(good), headers: { 'content-type': 'text/plain' } }, 415, 'media-type'],
  ['a form', { raw: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'media-type'],
  [
    'another charset',
    { raw: json(good), headers: { 'content-type': 'application/json; charset=latin1' } },
    415,
    'charset',
  ],
  ['gzip', { raw: json(good), headers: { 'content-encoding': 'gzip' } }, 415, 'content-encoding'],
  ['no key', { body: good, key: null }, 400, 'idempotency-key-missing'],
  ['a key of 256', { body: good, key: 'k'.repeat(256) }, 400, 'idempotency-key-format'],
  ['a key with a space', { body: good, key: 'a b' }, 400, 'idempotency-key-format'],
  ['an unknown query parameter', { body: good, headers: { 'x-path': '?verbose=1' } }, 400, 'query'],
];

describe('bad input to createTransaction', () => {
  test.each([...amounts, ...currencies, ...ids, ...rules, ...framing])('%s', async (_name, options, status, slug) => {
    const before = (await acme.get('/v1/accounts/a')).body;
    const { 'x-path': query = '', ...headers } = options.headers ?? {};
    const answer = await acme.call('POST', `/v1/transactions${query}`, { ...options, headers });
    expect([answer.status, answer.body.type]).toEqual([status, `/problems/${slug}`]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.instance).toBe(answer.headers.get('x-request-id'));
    expect(answer.body.status).toBe(status);
    expect((await acme.get('/v1/accounts/a')).body).toEqual(before);
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(PROTOTYPE);
  });

  test('2^53 + 1 is kept digit for digit', async () => {
    const postings = [{ from: '@world', to: '@vault', amount: '9007199254740993' }];
    const answer = await acme.post('/v1/transactions', { currency: 'USD', postings });
    expect([answer.status, answer.body.postings[0].amount]).toEqual([201, '9007199254740993']);
  });

  test('a sum over one account may pass 10^18', async () => {
    await acme.post('/v1/accounts', { id: 'rich', currency: 'USD' });
    const postings = Array.from({ length: 3 }, () => ({ from: '@world', to: 'rich', amount: '9'.repeat(18) }));
    expect((await acme.post('/v1/transactions', { currency: 'USD', postings })).status).toBe(201);
    expect((await acme.get('/v1/accounts/rich')).body.balance.posted).toBe('2999999999999999997');
  });

  test('a failed validation uses no key', async () => {
    expect((await acme.post('/v1/transactions', withPosting({ amount: '1.5' }), 'used-later')).status).toBe(400);
    expect((await acme.post('/v1/transactions', good, 'used-later')).status).toBe(201);
  });

  test('HTML and direction marks in text are kept as sent and the pages escape them', async () => {
    const description = '<script>alert(1)</script>\u202e';
    const answer = await acme.post('/v1/transactions', { ...good, description });
    expect(answer.body.description).toBe(description);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  });
});

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

describe('who calls', () => {
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

  test('a token with one bit changed, or of a shortened signature, is 401', async () => {
    const token = await acme.token();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const other = part(JSON.stringify({ ...claims, tenant: 'globex' }));
    for (const bad of [`${header}.${payload}.${flipped}`, `${header}.${payload}.`, `${header}.${other}.${signature}`]) {
      expect((await bare(`Bearer ${bad}`)).status).toBe(401);
    }
  });

  test('a missing scope is 403 in the form of the gateway; write does not include read', async () => {
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
  const head = 'GET /v1/health HTTP/1.1\r\nHost: x\r\n';

  test('two lengths, a length and chunks, and malformed lines are 400', async () => {
    expect(await status(`${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`)).toBe(400);
    expect(
      await status(
        'POST /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ),
    ).toBe(400);
    expect(await status('GARBAGE\r\n\r\n')).toBe(400);
  });

  test('headers over 10 kB are 431, a path over 8 kB 414', async () => {
    expect(await status(`${head}X-Big: ${'x'.repeat(12_000)}\r\n\r\n`)).toBe(431);
    expect(await status(`GET /v1/${'x'.repeat(8_500)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toBe(414);
  });

  test('a body over 10 MB is 413 in the form of the gateway', async () => {
    const answer = await acme.call('POST', '/v1/transactions', { raw: 'x'.repeat(10 * 1024 * 1024 + 1) });
    expect([answer.status, answer.body]).toEqual([413, { message: expect.any(String) }]);
  });

  test('a spoofed Host changes nothing', async () => {
    expect(await status('GET /v1/health HTTP/1.1\r\nHost: evil.example\r\n\r\n')).toBe(200);
  });
});
