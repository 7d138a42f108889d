import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import { Mailbox } from '../../../local/aws/mailbox.ts';
import { startControl } from '../../../local/control/control.ts';
import { Gateway } from '../../../local/gateway/gateway.ts';
import { newCredentials, secretOf } from '../../../local/trust/credentials.ts';

const credentials = newCredentials();
const gateway = new Gateway({
  log: () => undefined,
  deliver: async () => undefined,
  invoke: async () => ({ statusCode: 200, executedVersion: '1', payload: '{"statusCode":200}', requestId: 'r' }),
});
/** What the AWS endpoint and the control port were brought to do. */
const done: string[] = [];
const ports: Record<string, string> = {};
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  ports.gateway = await gateway.listen(0);
  const integration = { target: 'f', timeoutMs: 1_000 };
  const route = { routeKey: '$default', integration, authorizer: undefined, scopes: [] };
  gateway.use({ apiId: 'a', name: 'x', stage: undefined, subscriptions: [], routes: [route] });
  const endpoint = await startEndpoint({
    secret: secretOf(credentials),
    services: new Map([['AmazonSQS', { ListQueues: () => ({ done: done.push('ListQueues') }) }]]),
    rest: ({ path }) => ({ status: 200, headers: {}, body: String(done.push(path)) }),
    tap: () => () => undefined,
    query: () => ({ status: 200, headers: {}, body: String(done.push('query')) }),
    mailbox: new Mailbox(),
    log: () => undefined,
  });
  const control = await startControl({
    token: credentials.sessionToken,
    deploy: async () => undefined,
    inject: () => void done.push('fault'),
    clock: () => ({ now: '', aheadSeconds: done.push('clock') }),
    log: () => undefined,
  });
  ports.aws = endpoint.url;
  ports.control = control.url;
  stops.push(() => gateway.stop(), endpoint.stop, control.stop);
});
afterAll(() => Promise.all(stops.map((stop) => stop())));

type Headers = Readonly<Record<string, string>>;

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers: Headers;
  readonly body?: string;
}

/** What somebody with the right credentials sends to each door. */
const RIGHT: Readonly<Record<string, Call>> = {
  gateway: { headers: { 'content-type': 'application/json' } },
  aws: {
    headers: {
      'x-amz-target': 'AmazonSQS.ListQueues',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/x, SignedHeaders=host, Signature=0',
      'x-amz-security-token': credentials.sessionToken,
    },
    body: '{}',
  },
  control: {
    path: '/faults',
    headers: { authorization: `Bearer ${credentials.sessionToken}` },
    body: '{"function":"f","kind":"heal"}',
  },
};
const SECRETS: Readonly<Record<string, string>> = { aws: 'x-amz-security-token', control: 'authorization' };

const send = (door: string, { method = 'POST', path = '/', headers, body = '{}' }: Call) =>
  new Promise<{ readonly status: number; readonly headers: Headers }>((resolve, reject) => {
    const { port } = new URL(ports[door] ?? '');
    const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      response
        .resume()
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers as Headers }));
    });
    call.on('error', reject).end(method === 'GET' || method === 'OPTIONS' ? undefined : body);
  });

/** The right call of a door with something else about it. */
const but = (door: string, more: Headers, rest: Partial<Call> = {}) => {
  const right = RIGHT[door] as Call;
  return send(door, { ...right, ...rest, headers: { ...right.headers, ...more } });
};
const portOf = (door: string): string => new URL(ports[door] ?? '').port;

describe.each(['gateway', 'aws', 'control'])('the door of %s', (door) => {
  test('lets the right one in, by both of its names, in capitals, and by a target with its host', async () => {
    expect((await but(door, {})).status).toBe(200);
    expect((await but(door, { host: `LocalHost:${portOf(door)}` })).status).toBe(200);
    if (door === 'control') return;
    const path = `http://localhost:${portOf(door)}/`;
    expect((await but(door, {}, { path })).status).toBe(200);
  });

  test.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['an empty origin', { origin: '' }],
    ['a page on another port of this machine', { origin: 'http://localhost:3000' }],
    ['a page of another scheme here', { origin: `https://127.0.0.1:1` }],
    ['a foreign host', { host: 'evil.example' }],
    ['a foreign host at our port', { host: 'rebound.example:PORT' }],
    ['a host that begins like ours', { host: '127.0.0.1:PORT.evil.example' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['no port', { host: '127.0.0.1' }],
    ['another address of this machine', { host: '127.0.0.2:PORT' }],
    ['the address in another form', { host: '2130706433:PORT' }],
    ['IPv6, where nobody listens', { host: '[::1]:PORT' }],
    ['a page elsewhere that sends no origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a page of another port that sends no origin', { 'sec-fetch-site': 'same-site' }],
    [
      'a form of another page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
  ])('refuses %s, with nothing done and no CORS answer', async (_what, headers) => {
    const before = done.length;
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value).replace('PORT', portOf(door))]),
    );
    const { status, headers: answered } = await but(door, filled);
    expect(status).toBe(403);
    expect(Object.keys(answered).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(done).toHaveLength(before);
  });

  test('refuses a target that names another host', async () => {
    expect((await but(door, {}, { path: 'http://evil.example/' })).status).toBe(403);
    expect((await but(door, {}, { path: 'ftp://x/' })).status).toBe(403);
  });

  test('answers no preflight', async () => {
    const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-amz-target' };
    for (const origin of ['https://evil.example', 'null', ports[door] ?? '']) {
      const { status, headers } = await but(door, { ...asked, origin }, { method: 'OPTIONS' });
      expect(status).toBe(403);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

describe.each(['aws', 'control'])('the secret of %s', (door) => {
  const header = SECRETS[door] as string;
  test.each([
    ['no secret', undefined],
    ['an empty one', ''],
    ['that of another start', newCredentials().sessionToken],
    ['the made-up one of former releases', 'local'],
    ['all but its last character', credentials.sessionToken.slice(0, -1)],
    ['more than it', `${credentials.sessionToken}x`],
    ['it in characters of two bytes', 'é'.repeat(credentials.sessionToken.length)],
  ])('is asked for: %s is refused', async (_what, given) => {
    const before = done.length;
    const right = RIGHT[door] as Call;
    const { [header]: _, ...others } = right.headers;
    const secret = door === 'control' ? `Bearer ${given}` : given;
    const headers: Headers = given === undefined ? others : { ...others, [header]: encodeURI(secret ?? '') };
    expect((await send(door, { ...right, headers })).status).toBe(403);
    expect(done).toHaveLength(before);
  });

  test('is asked for in every protocol, and OPTIONS is not answered with it either', async () => {
    for (const call of [
      { method: 'GET', path: '/2015-03-31/functions/' },
      { method: 'PUT', path: '/bucket/key' },
      { path: '/', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      { method: 'GET', path: '/_folio/events' },
      { method: 'GET', path: '//2015-03-31/functions/' },
    ])
      expect((await send(door, { headers: { authorization: 'AWS4' }, ...call })).status).toBe(403);
    expect((await but(door, {}, { method: 'OPTIONS' })).status).toBe(403);
  });
});

describe('the gateway', () => {
  test('answers a person who follows a link to it, and a page of its own', async () => {
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await but('gateway', visit, { method: 'GET' })).status).toBe(200);
    expect((await but('gateway', { origin: ports.gateway ?? '', 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  test('answers what is no browser: no origin, no fetch metadata, or those of Node', async () => {
    expect((await but('gateway', { 'sec-fetch-mode': 'cors' })).status).toBe(200);
    expect((await but('gateway', {}, { method: 'OPTIONS' })).status).toBe(200);
  });
});
