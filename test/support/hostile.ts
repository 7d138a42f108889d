import { pick } from './schema-samples.ts';

/** Stands in values that are sent, and may come back in no refusal. */
export const CANARY = 'cAnArY4111111111111111';

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], 1 as unknown);

/** Values that somebody's parser has once taken badly. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER + 2,
  '',
  ' ',
  '0',
  '-0',
  '01',
  '1e5',
  '0x10',
  '9'.repeat(19),
  '9'.repeat(40),
  '9'.repeat(5_000),
  'null',
  'undefined',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '{{7*7}}',
  '\u0000',
  'a\r\nSet-Cookie: x=1',
  '\u202e\u200b\ufeff',
  '😀'.repeat(300),
  'é'.normalize('NFD').repeat(200),
  'a'.repeat(256),
  'a'.repeat(60_000),
  CANARY,
  `${CANARY} `.repeat(20),
  '2024-02-30T00:00:00Z',
  '2024-01-01T24:00:00Z',
  '2024-01-01T00:00:60Z',
  '2024-01-01T00:00:00+00:60',
  '2024-01-01T00:00:00+24:00',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999-23:59',
  '2024-01-01',
  'acc_01',
  '@world',
  '@',
  'USD',
  'usd',
  'XXX',
  'https://1.2.3/',
  'http://127.0.0.1:1/',
  `https://${'a.'.repeat(200)}example.com/`,
  'https://[::1]/',
  [],
  {},
  [[]],
  [null],
  nested(14),
  nested(40),
  Array(49).fill({}),
  Array(1_001).fill({}),
  Array(5_000).fill(''),
  Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`k${at}`, 'v'])),
  { [CANARY.toLowerCase().slice(0, 3)]: CANARY },
];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value with one place of it replaced, left out or added to. */
export const mutated = (value: unknown, fraction: () => number): unknown => {
  if (Array.isArray(value) && value.length > 0 && fraction() < 0.8) {
    const at = Math.floor(fraction() * value.length);
    return value.map((one, index) => (index === at ? mutated(one, fraction) : one));
  }
  if (isObject(value) && fraction() < 0.85) {
    const names = Object.keys(value);
    const roll = fraction();
    if (names.length === 0 || roll < 0.1) return { ...value, surplus: pick(VALUES, fraction) };
    const name = pick(names, fraction);
    if (roll < 0.2) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
    return { ...value, [name]: mutated(value[name], fraction) };
  }
  return pick(VALUES, fraction);
};

/** Bodies that are not what they should be as bytes. */
const BROKEN: readonly ((json: string) => string | Buffer)[] = [
  (json) => json.slice(0, Math.floor(json.length / 2)),
  (json) => `\ufeff${json}`,
  (json) => `${json}${json}`,
  (json) => Buffer.from(json, 'utf16le'),
  (json) => Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from([0xff, 0xfe, 0x7d])]),
  (json) => json.replace('{', '{"__proto__":{"admin":true},'),
  (json) => json.replace('{', '{"a":1,"\\u0061":2,'),
  (json) => json.replace('"', '"\\ud800'),
  (json) => json.replace(/"[^"]*"}/, '1e99999}'),
  (json) => json.replace(/"[^"]*"}/, `${'9'.repeat(20_000)}}`),
  (json) => `${' '.repeat(60_000)}${json}`,
  () => '['.repeat(60_000),
  () => `{"a":${'['.repeat(15)}${'{},'.repeat(10_000)}{}${']'.repeat(15)}}`,
  () => `{${Array.from({ length: 5_000 }, (_, at) => `"k${at}":1`).join()}}`,
  () => `{"postings":[${'{},'.repeat(20_000)}{}],"entries":[],"events":[${'"",'.repeat(500)}""]}`,
  () => `{"mode":"atomic","transactions":[${'{"postings":[{},{},{}]},'.repeat(40_000)}{}]}`,
  () => `{"metadata":{${Array.from({ length: 4_000 }, (_, at) => `"k${at}":null`).join()}}}`,
  () => 'null',
  () => '""',
  () => '',
  () => 'a=b&a=c&%zz',
  () => Buffer.alloc(70_000, 0x20),
  () => Buffer.from([0x1f, 0x8b, 8, 0, 0]),
];
export const broken = (json: string, fraction: () => number): string | Buffer => pick(BROKEN, fraction)(json);

const space = ' '.repeat(2_000);
/** Header names with values that each may be sent. An array is one header sent several times. */
export const HEADERS: readonly (readonly [string, string | readonly string[]])[] = [
  ['content-type', 'text/plain'],
  ['content-type', 'application/json; charset="UTF8"'],
  ['content-type', 'application/merge-patch+json'],
  ['content-type', `application/json; charset=${space}"${space}"`],
  ['content-type', ['application/json', 'application/json']],
  ['content-type', '"'.repeat(3_000)],
  ['content-encoding', 'gzip'],
  ['content-encoding', ['identity', 'identity']],
  ['idempotency-key', ''],
  ['idempotency-key', CANARY],
  ['idempotency-key', [CANARY, CANARY]],
  ['idempotency-key', 'k'.repeat(300)],
  ['idempotency-key', 'a b'],
  ['idempotency-key', `${'a,'.repeat(120)}a`],
  ['if-match', '*'],
  ['if-match', ['"1.0"', '"1.0"']],
  ['if-match', '"'.repeat(2_000)],
  ['if-match', 'W/"0.0"'],
  ['if-none-match', '*, '.repeat(1_000)],
  ['authorization', ''],
  ['authorization', 'Bearer'],
  ['authorization', `Bearer ${'a.'.repeat(2_000)}`],
  ['authorization', `Basic ${Buffer.from('a:b%zz').toString('base64')}`],
  ['authorization', `Basic ${' '.repeat(4_000)}!`],
  ['authorization', ['Bearer a', 'Bearer b']],
  ['accept', 'image/png'],
  ['accept-encoding', 'br;q=1.0, gzip;q=0.8, *;q=0.1'],
  ['cookie', `a=${'b; c='.repeat(500)}`],
  ['x-forwarded-for', '1.2.3.4, '.repeat(200)],
  ['x-http-method-override', 'DELETE'],
  ['x-request-id', CANARY],
  ['x-long', 'x'.repeat(12_000)],
  ['expect', 'nothing'],
];

/** Queries, without the mark. */
/** A cursor of the form that a journal has, which nobody has given. */
const forged = (position: object): string =>
  Buffer.from(JSON.stringify({ f: 'format=jsonl', o: 0, ...position })).toString('base64url');

export const QUERIES: readonly string[] = [
  `format=jsonl&cursor=${forged({ e: 9e15, s: 'balances' })}`,
  `format=jsonl&cursor=${forged({ e: 9e15, s: 'transactions', t: 9e15, w: 1 })}`,
  `format=jsonl&cursor=${forged({ e: 1, s: 'accounts', c: 'AAAA' })}`,
  'limit=0',
  'limit=01',
  'limit=1e2',
  'limit=100',
  'limit=1&limit=1',
  'limit=%31',
  'limit=',
  '&&&',
  '=',
  `cursor=${'A'.repeat(5_000)}`,
  'cursor=AAAA',
  `cursor=${CANARY}`,
  'cursor=%ff',
  'cursor=%zz',
  'after=evt_00000000000000000000000000',
  `type=${CANARY}`,
  'type=ledger.*',
  'dryRun=true',
  'dryRun=TRUE',
  `reference=${CANARY}`,
  `reference=${'r'.repeat(3_000)}`,
  'reference=%00',
  'account=__proto__',
  'state=posted',
  `state=${CANARY}`,
  'at=2024-02-30T00:00:00Z',
  'at=2024-01-01T00:00:00Z',
  'at=0000-01-01T00:00:00Z',
  'at=9999-12-31T23:59:59Z',
  'createdFrom=2024-01-01T00:00:00Z&createdTo=2023-01-01T00:00:00Z',
  'order=asc',
  'currency=USD',
  'currency=usd',
  'operation=createTransaction&key=k',
  `operation=${CANARY}&key=%21`,
  'operation=constructor&key=a',
  '__proto__=1',
  'constructor[prototype]=1',
  'a&'.repeat(1_000),
  Array.from({ length: 600 }, (_, at) => `p${at}=1`).join('&'),
];

/** What may stand for an id in a path. */
export const IDS: readonly string[] = [
  'nobody',
  '@world',
  '%40fees',
  '@FEES',
  '__proto__',
  'toString',
  '%00',
  '%ff',
  '%e2%80%ae',
  '%2e%2e',
  '..%2f..%2fetc',
  'a%2fb',
  'a%23b',
  '%25',
  '%',
  CANARY,
  'a'.repeat(5_000),
  'txn_00000000000000000000000000',
  'cli_00000000000000000000000000',
  'we_ZZZZZZZZZZZZZZZZZZZZZZZZZZ',
  '',
];
