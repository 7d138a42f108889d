import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiRoute } from '../../../local/gateway/api.ts';
import { Gateway } from '../../../local/gateway/gateway.ts';
import { LambdaFault } from '../../../local/lambda/lambda-fault.ts';

const route = (routeKey: string, target: string, timeoutMs = 30_000): ApiRoute => ({
  routeKey,
  integration: { target, timeoutMs },
  authorizer: undefined,
  scopes: [],
});

const functions: Readonly<Record<string, (payload: string) => Promise<string>>> = {
  echo: async (payload) =>
    JSON.stringify({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: payload }),
  hang: () => new Promise(() => undefined),
  busy: async () => {
    throw new LambdaFault('TooManyRequestsException', 'Rate Exceeded.');
  },
  odd: async () => '{"statusCode":"odd"}',
  empty: async () => '{"statusCode":204}',
};

const gateway = new Gateway({
  log: () => undefined,
  deliver: async () => undefined,
  maxBodyBytes: 1_000,
  requestTimeoutMs: 300,
  invoke: async (target, payload) => {
    const run = functions[target];
    const failed = {
      statusCode: 200,
      executedVersion: '1',
      payload: '{}',
      requestId: 'r',
      functionError: 'Unhandled',
    } as const;
    return run === undefined
      ? failed
      : { statusCode: 200, executedVersion: '1', payload: await run(payload), requestId: 'r' };
  },
});
let url: string;

beforeAll(async () => {
  url = await gateway.listen(0);
});
afterAll(() => gateway.stop());

const use = (): void =>
  gateway.use({
    apiId: 'abc',
    name: 'x',
    stage: undefined,
    subscriptions: [],
    routes: [
      route('POST /echo', 'echo'),
      route('GET /hang', 'hang', 50),
      route('GET /busy', 'busy'),
      route('GET /crash', 'crash'),
      route('GET /odd', 'odd'),
      route('GET /empty', 'empty'),
    ],
  });

const ask = async (path: string, init?: RequestInit) => {
  const response = await fetch(url + path, init);
  return { status: response.status, body: await response.text(), headers: response.headers };
};

/** Sends bytes as they are and reads until the server closes. */
/** Bytes as they are; `host: x` stands for the gateway's own. */
const raw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write(bytes.replace('host: x', `host: ${new URL(url).host}`)),
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });

describe('the gateway', () => {
  test('answers 503 until the app is deployed, then serves it', async () => {
    expect(await ask('/echo', { method: 'POST' })).toMatchObject({
      status: 503,
      body: '{"message":"Service Unavailable"}',
    });
    use();
    const { status, body, headers } = await ask('/echo?a=1', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(JSON.parse(body)).toMatchObject({
      body: '{}',
      rawQueryString: 'a=1',
      requestContext: { requestId: headers.get('apigw-requestid') },
    });
  });

  test('the function sees who asked, whatever the client says', async () => {
    const { body } = await ask('/echo', {
      method: 'POST',
      headers: { 'x-forwarded-for': '1.2.3.4', 'x-amzn-trace-id': 'mine' },
    });
    expect(JSON.parse(body).headers).toMatchObject({
      'x-forwarded-for': '1.2.3.4, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': new URL(url).port,
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$/),
    });
  });

  test.each([
    ['/nowhere', 404, 'Not Found'],
    ['/hang', 503, 'Service Unavailable'],
    ['/busy', 503, 'Service Unavailable'],
    ['/crash', 500, 'Internal Server Error'],
    ['/odd', 500, 'Internal Server Error'],
    ['/%zz', 404, 'Not Found'],
    [`/${'a'.repeat(9_000)}`, 414, 'URI Too Long'],
  ])('%.20s is %d in the gateway own form', async (path, status, message) => {
    expect(await ask(path)).toMatchObject({ status, body: `{"message":"${message}"}` });
  });

  test('an answer without a body has none', async () => {
    const { status, body, headers } = await ask('/empty');
    expect([status, body, headers.get('content-length')]).toEqual([204, '', null]);
  });

  test.each(['length', 'chunks'])('a body that is too long by its %s is 413', async (how) => {
    const head = how === 'length' ? 'content-length: 4001\r\n\r\n' : 'transfer-encoding: chunked\r\n\r\n3e9\r\n';
    const text = await raw(`POST /echo HTTP/1.1\r\nhost: x\r\n${head}${'a'.repeat(1_001)}\r\n0\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 413 [\s\S]*"Request Entity Too Large"/);
  });

  test.each([
    ['headers over 10 KB', `GET /echo HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(11_000)}\r\n\r\n`, 431],
    ['headers over any bound', `GET /echo HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(60_000)}\r\n\r\n`, 431],
    ['a target over any bound', `GET /${'b'.repeat(60_000)}`, 414],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['two lengths', 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na', 400],
    [
      'length and chunks',
      'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a bad chunk', 'POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 400],
    ['no host', 'GET /echo HTTP/1.1\r\n\r\n', 400],
    ['two hosts', 'GET /echo HTTP/1.1\r\nhost: x\r\nhost: y\r\nconnection: close\r\n\r\n', 400],
    ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    ['a body that never ends', 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\na', 408],
    ['a head that never ends', 'POST /echo HTTP/1.1\r\n', 408],
  ])('%s is refused and the connection closed', async (_what, bytes, status) => {
    expect(await raw(bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test('a port in use is one clear line', async () => {
    const second = new Gateway({
      log: () => undefined,
      deliver: async () => undefined,
      invoke: () => Promise.reject(new Error('unused')),
    });
    await expect(second.listen(Number(new URL(url).port))).rejects.toThrow(/^port \d+ is in use/);
    await second.stop();
  });
});
