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
