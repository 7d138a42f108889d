import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { Api } from '../../../bin/client/api.ts';
import { order } from '../../../bin/client/order.ts';
import { ApiProblem, CommandFailure } from '../../../bin/client/problem-error.ts';

const named = z.looseObject({ id: z.string() });

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const seen: { readonly path: string; readonly key: string | undefined }[] = [];

beforeEach(async () => {
  seen.length = 0;
  server = createServer((request, response) => {
    request.resume();
    if (request.url === '/oauth/token') {
      response.setHeader('content-type', 'application/json').end('{"access_token":"t","expires_in":900}');
      return;
    }
    seen.push({ path: request.url ?? '', key: request.headers['idempotency-key']?.toString() });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const says = (status: number, body: object | string, type = 'application/json') => {
  answer = (_, response) =>
    response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
};

const api = (): Api => {
  const { port } = server.address() as AddressInfo;
  return new Api({ url: `http://127.0.0.1:${port}`, clientId: 'a', clientSecret: 's', source: 'a test' });
};
const pay = (id: string) => api().ask((folio) => folio.GET('/v1/payments/{id}', { params: { path: { id } } }), named);

describe('a call of the command line by the typed client', () => {
  test('gives what the API answers, and more than the command reads', async () => {
    says(200, { id: 'pay_1', tomorrow: true });
    expect(await pay('a/b ?c')).toEqual({ id: 'pay_1', tomorrow: true });
    expect(seen.map(({ path }) => path)).toEqual(['/v1/payments/a%2Fb%20%3Fc']);
  });

  test('throws what the API refuses, in its words', async () => {
    says(404, { type: '/problems/not-found', detail: 'There is no such payment.' });
    const refusal = await pay('pay_2').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiProblem);
    expect(refusal).toMatchObject({ status: 404, slug: 'not-found', message: 'There is no such payment.' });
  });

  test.each([
    ['a page of some proxy', '<html></html>', 'text/html'],
    ['JSON of somebody else', { name: 'pay_1' }, 'application/json'],
    ['nothing', '', 'application/json'],
  ])('says that the address is wrong where it is answered %s', async (_, body, type) => {
    says(200, body, type);
    const failure = await pay('pay_3').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CommandFailure);
    expect(String(failure)).toContain('Is the address right?');
  });

  test('that moves something has the key of its line, or one of its own each time', async () => {
    says(201, { id: 'file_1' });
    const write = (line: { readonly key?: string }) =>
      order(
        api(),
        line,
        (folio, header) => folio.POST('/v1/payment-files', { params: { header }, body: { rail: 'sepa' } }),
        named,
      );
    for (const line of [{ key: 'mine' }, {}, {}]) expect(await write(line)).toEqual({ id: 'file_1' });
    expect(seen[0]?.key).toBe('mine');
    expect(new Set(seen.map(({ key }) => key)).size).toBe(3);
  });

  test('that ends without a body is done', async () => {
    answer = (_, response) => response.writeHead(204).end();
    const remove = api().ask(
      (folio) => folio.DELETE('/v1/approval-rules/{id}', { params: { path: { id: 'apr_1' } } }),
      z.unknown(),
    );
    expect(await remove).toBeUndefined();
  });
});
