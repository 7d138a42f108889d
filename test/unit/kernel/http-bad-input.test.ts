import { afterEach, describe, expect, test } from '@jest/globals';
import { bulk, capture, change, freeze, GOOD, pay, read, remove, rig, type Sent, token } from './support/http-rig.ts';

const prototype = Object.getOwnPropertyNames(Object.prototype).sort().join();

/** A secret-looking text that stands in inputs and must never come back. */
const CANARY = 'CANARY4111111111111111';

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(prototype);
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

const utf16 = Buffer.from(GOOD, 'utf16le');
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const body = (members: object) => JSON.stringify({ amount: '100', currency: 'USD', ...members });

type Row = readonly [claim: string, sent: Sent, status: number, slug: string];

const rows: readonly Row[] = [
  ['text/plain', { body: GOOD, headers: { 'content-type': 'text/plain' } }, 415, 'media-type'],
  ['a body without a media type', { body: GOOD, headers: { 'content-type': undefined } }, 415, 'media-type'],
  ['a form', { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'media-type'],
  [
    'JSON by another name',
    { body: GOOD, headers: { 'content-type': 'application/merge-patch+json' } },
    415,
    'media-type',
  ],
  ['two media types', { body: GOOD, headers: { 'content-type': 'application/json,text/plain' } }, 415, 'media-type'],
  ['latin-1', { body: GOOD, headers: { 'content-type': 'application/json; charset=iso-8859-1' } }, 415, 'charset'],
  [
    'UTF-16 that says so',
    { body: utf16, headers: { 'content-type': 'application/json;charset=UTF-16' } },
    415,
    'charset',
  ],
  ['a compressed body', { body: GOOD, headers: { 'content-encoding': 'gzip' } }, 415, 'content-encoding'],
  ['65,537 bytes', { body: ' '.repeat(65_537) }, 413, 'body-too-large'],
  ['65,537 bytes in base64', { body: Buffer.alloc(65_537, 32) }, 413, 'body-too-large'],
  ['65,538 bytes in fewer characters', { body: 'é'.repeat(32_769) }, 413, 'body-too-large'],
  ['a bulk of 1,048,577 bytes', { operation: bulk, body: ' '.repeat(1_048_577) }, 413, 'body-too-large'],
  ['UTF-16 that does not say so', { body: utf16 }, 400, 'text-encoding'],
  ['UTF-16 as text', { body: utf16.toString('latin1') }, 400, 'text-encoding'],
  ['bytes that are no UTF-8', { body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) }, 400, 'text-encoding'],
  ['an overlong form', { body: Buffer.from([0x22, 0xc0, 0xaf, 0x22]) }, 400, 'text-encoding'],
  ['a lone surrogate in an escape', { body: body({}).replace('USD', '\\ud800') }, 400, 'text-encoding'],
  [
    'a lone surrogate in the text',
    { body: body({ note: '\ud800' }).replace('\\ud800', '\ud800') },
    400,
    'text-encoding',
  ],
  ['a byte order mark', { body: `\ufeff${GOOD}` }, 400, 'json-syntax'],
  ['a byte order mark in bytes', { body: Buffer.from(`\ufeff${GOOD}`) }, 400, 'json-syntax'],
  ['a trailing comma', { body: '{"amount":"1",}' }, 400, 'json-syntax'],
  ['two documents', { body: `${GOOD}${GOOD}` }, 400, 'json-syntax'],
  ['no body where one is needed', {}, 400, 'json-syntax'],
  ['white space alone', { body: '  ' }, 400, 'json-syntax'],
  ['a key twice', { body: '{"amount":"1","amount":"1000","currency":"USD"}' }, 400, 'json-duplicate-key'],
  ['a key twice, escaped', { body: '{"amount":"1","am\\u006funt":"2","currency":"USD"}' }, 400, 'json-duplicate-key'],
  ['17 levels', { operation: bulk, body: deep(17) }, 400, 'json-depth'],
  ['null instead of an object', { body: 'null' }, 400, 'schema'],
  ['a list instead of an object', { body: '[]' }, 400, 'schema'],
  ['an unknown property', { body: body({ [CANARY]: 1 }) }, 400, 'schema'],
  ['__proto__ as a property', { body: `{"__proto__":{"admin":true},${GOOD.slice(1)}` }, 400, 'schema'],
  ['constructor as a property', { body: body({ constructor: { prototype: { admin: true } } }) }, 400, 'schema'],
  ['a missing property', { body: '{"currency":"USD"}' }, 400, 'schema'],
  ['null for an amount', { body: body({ amount: null }) }, 400, 'schema'],
  ['a number for a text', { body: body({ note: 5 }) }, 400, 'schema'],
  ['an amount of another form', { body: body({ amount: CANARY }) }, 400, 'amount-format'],
  ['an amount as a number', { body: body({ amount: 100 }) }, 400, 'amount-format'],
  ['an amount of zero', { body: body({ amount: '0' }) }, 422, 'amount-not-positive'],
  ['an unknown currency', { body: body({ currency: 'ZZZ' }) }, 422, 'currency-unknown'],
  ['what is unreadable before what is not allowed', { body: body({ amount: '0', note: 5 }) }, 400, 'schema'],
  ['control characters', { body: body({ note: 'a\u0000b' }) }, 400, 'text-control'],
  ['a faulty branch of a union', { body: body({ overdraft: { limit: 'x' } }) }, 400, 'amount-format'],
  ['no branch of a union', { body: body({ overdraft: 5 }) }, 400, 'schema'],
  ['a body for a call that takes none', { operation: freeze, body: '{"a":1}' }, 400, 'schema'],
  ['a list for a call that takes none', { operation: freeze, body: '[]' }, 400, 'schema'],
  ['a text for a call that takes none', { operation: freeze, body: 'x' }, 400, 'json-syntax'],
  ['an unknown query parameter', { body: GOOD, query: `${CANARY}=1` }, 400, 'query'],
  ['a query where none is known', { operation: read, query: 'a=1' }, 400, 'query'],
  ['__proto__ in a query', { body: GOOD, query: '__proto__=1' }, 400, 'query'],
  ['a repeated parameter', { body: GOOD, query: 'dryRun=true&dryRun=true' }, 400, 'query'],
  ['a repeated parameter, escaped', { body: GOOD, query: 'dryRun=true&dry%52un=true' }, 400, 'query'],
  ['a parameter of another form', { body: GOOD, query: `dryRun=${CANARY}` }, 400, 'query'],
  ['a query that is not percent-encoded', { body: GOOD, query: 'dryRun=%zz' }, 400, 'query'],
  ['a query that is not UTF-8', { body: GOOD, query: 'dryRun=%ff' }, 400, 'query'],
  ['a query of a thousand parameters', { body: GOOD, query: 'a&'.repeat(1000) }, 400, 'query'],
  ['no key', { body: GOOD, headers: { 'idempotency-key': undefined } }, 400, 'idempotency-key-missing'],
  ['an empty key', { body: GOOD, headers: { 'idempotency-key': '' } }, 400, 'idempotency-key-format'],
  ['a key of 256', { body: GOOD, headers: { 'idempotency-key': 'k'.repeat(256) } }, 400, 'idempotency-key-format'],
  ['a key with a space', { body: GOOD, headers: { 'idempotency-key': `${CANARY} b` } }, 400, 'idempotency-key-format'],
  ['a key with an umlaut', { body: GOOD, headers: { 'idempotency-key': 'schlüssel' } }, 400, 'idempotency-key-format'],
  ['no If-Match', { operation: change, body: '{"name":null}' }, 428, 'precondition-required'],
  ['an empty If-Match', { operation: change, body: '{}', headers: { 'if-match': ' ' } }, 428, 'precondition-required'],
  ['an id of another form', { body: GOOD, params: { id: '../etc' } }, 404, 'not-found'],
  ['an id named constructor', { body: GOOD, params: { id: 'constructor' } }, 404, 'not-found'],
  ['a path that no route takes', { routeKey: '$default', path: `/v1/${CANARY}` }, 404, 'not-found'],
  ['no token', { body: GOOD, claims: undefined }, 401, 'unauthorized'],
  [
    'a token without the scope',
    { body: GOOD, claims: { tenant: 'a', client_id: 'c', scope: 'ledger:read' } },
    403,
    'forbidden',
  ],
  [
    'scopes as a list',
    { body: GOOD, claims: { tenant: 'a', client_id: 'c', scope: ['ledger:write'] } },
    403,
    'forbidden',
  ],
  ['a wildcard scope', { body: GOOD, claims: { tenant: 'a', client_id: 'c', scope: 'ledger:* *' } }, 403, 'forbidden'],
  ['a token without a tenant', { body: GOOD, claims: { client_id: 'c', scope: 'ledger:write' } }, 403, 'forbidden'],
  [
    'a tenant with a separator',
    { body: GOOD, claims: { tenant: 'a#b', client_id: 'c', scope: 'ledger:write' } },
    403,
    'forbidden',
  ],
  [
    'a tenant in the query only',
    { body: GOOD, query: 'tenant=b', claims: { client_id: 'c', scope: 'ledger:write' } },
    403,
    'forbidden',
  ],
];

describe('a request that is not right', () => {
  test.each(rows)('%s', async (_claim, sent, status, slug) => {
    const { send, calls, log } = rig();
    const answer = await send({ operation: pay, ...sent });
    expect([answer.statusCode, answer.slug]).toEqual([status, slug]);
    expect(calls).toHaveLength(0);
    expect(answer.problem).toMatchObject({ status, instance: 'req-1' });
    expect(answer.problem?.detail).not.toBe('');
    expect(answer.headers['x-request-id']).toBe('req-1');
    expect(JSON.stringify([answer, log.lines])).not.toContain(CANARY);
    expect(log.lines).toHaveLength(1);
    expect(log.lines[0]).toMatchObject({ level: 'info', line: { status, problem: slug, faults: 0 } });
  });

  test('every faulty place is listed with its pointer, what cannot be read first', async () => {
    const { send } = rig();
    const { problem } = await send({ body: '{"amount":"0","currency":7,"note":"far too long","x":1}' });
    expect(problem?.errors?.map(({ pointer }) => pointer)).toEqual(['/currency', '/note', '', '/amount']);
    expect(problem?.errors?.[2]?.detail).toBe('One unknown property.');
  });

  test('a query, a key and a place in a list have pointers of their own', async () => {
    const { send } = rig();
    const query = await send({ body: GOOD, query: 'dryRun=maybe' });
    expect(query.problem?.errors?.[0]?.pointer).toBe('query/dryRun');
    const key = await send({ body: GOOD, headers: { 'idempotency-key': '' } });
    expect(key.problem?.errors?.[0]?.pointer).toBe('header/idempotency-key');
    const list = await send({ operation: bulk, body: '["a",1]' });
    expect(list.problem?.errors).toEqual([{ pointer: '/1', detail: expect.stringContaining('string') }]);
  });

  test('a thousand faulty places are answered with twenty', async () => {
    const { send } = rig();
    const { problem } = await send({ operation: bulk, body: `[${Array(1000).fill('1').join()}]` });
    expect(problem?.errors).toHaveLength(20);
  });

  test('as many keys as the size allows are refused in linear time', async () => {
    const { send } = rig();
    const keys = Array.from({ length: 5_900 }, (_, index) => `"k${index}":1`).join();
    const from = performance.now();
    const { slug } = await send({ body: `{${keys}}` });
    expect(slug).toBe('schema');
    expect(performance.now() - from).toBeLessThan(500);
  });

  test('a form that is not right is told in the own form of its route', async () => {
    const { send } = rig();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const sent of [
      { body: 'grant_type=a&grant_type=b', headers: form },
      { body: 'grant_type=%zz', headers: form },
      { body: Buffer.from([0xff, 0x3d, 0x31]), headers: form },
      { body: '{}', headers: { 'content-type': 'application/json' } },
    ]) {
      const answer = await send({ operation: token, ...sent });
      expect(answer.statusCode).toBe(400);
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.headers['x-request-id']).toBe('req-1');
      expect(JSON.parse(answer.body ?? '')).toMatchObject({ error: 'invalid_request' });
    }
  });

  test('a body is ignored on GET and DELETE, and so are its headers', async () => {
    const { send, calls } = rig();
    for (const operation of [read, remove]) {
      const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
      expect((await send({ operation, body: '{"a":', headers })).statusCode).toBe(200);
    }
    expect(calls.map((call) => call.body)).toEqual([undefined, undefined]);
  });

  test('content headers without a body do not matter', async () => {
    const { send } = rig();
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
    expect((await send({ operation: capture, headers })).statusCode).toBe(200);
    expect((await send({ operation: freeze, headers })).statusCode).toBe(200);
  });
});
