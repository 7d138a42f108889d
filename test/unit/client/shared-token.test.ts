import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Api } from '../../../bin/client/api.ts';
import type { Target } from '../../../bin/client/find-target.ts';

let server: Server;
let tokens: number;
let isRefusing: boolean;

beforeEach(async () => {
  tokens = 0;
  isRefusing = false;
  server = createServer((request, response) => {
    request.resume();
    const isToken = request.url === '/oauth/token';
    if (isToken) tokens += 1;
    const status = isToken && isRefusing ? 401 : 200;
    const body = isToken ? { access_token: `token-${tokens}`, expires_in: 900 } : { by: request.headers.authorization };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? body : { error: 'invalid_client' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const api = (): Api => {
  const { port } = server.address() as AddressInfo;
  const target: Target = { url: `http://127.0.0.1:${port}`, clientId: 'a', clientSecret: 's', source: 'a test' };
  return new Api(target);
};

describe('the token of the command line', () => {
  test('is asked for once by all calls that begin without one', async () => {
    const client = api();
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => client.call({ method: 'GET', path: '/v1/accounts' })),
    );
    expect([tokens, new Set(answers.map(({ body }) => JSON.stringify(body)))]).toEqual([
      1,
      new Set(['{"by":"Bearer token-1"}']),
    ]);
  });

  test('is asked for again after a refusal, which all that waited for it get', async () => {
    const client = api();
    isRefusing = true;
    const refused = await Promise.allSettled([client.token(), client.token()]);
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isRefusing = false;
    expect([await client.token(), tokens]).toEqual(['token-2', 2]);
  });
});
