import { describe, expect, test } from '@jest/globals';
import type { Reply } from '../../../functions/kernel/core/call.ts';
import { common } from '../../../functions/kernel/core/common-problems.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { fingerprint } from '../../../functions/kernel/idempotency/receipt.ts';
import {
  bulk,
  capture,
  change,
  freeze,
  GOOD,
  pay,
  read,
  remove,
  rig,
  token,
  withDefaults,
} from './support/http-rig.ts';

const failing = (thrown: unknown) =>
  rig(async () => {
    throw thrown;
  });

describe('a request that is right', () => {
  test('reaches its story with what the contract promises', async () => {
    const { send, calls } = rig();
    await send({ body: GOOD, query: '', headers: { 'if-match': '"1.0"' } });
    expect(calls[0]).toMatchObject({
      operation: pay,
      params: { id: 'alice' },
      query: {},
      body: { amount: '100', currency: 'USD' },
      caller: { tenant: 'acme', clientId: 'cli_1', scopes: new Set(['ledger:write', 'ledger:read']) },
      key: 'k-1',
      fingerprint: fingerprint('pay', { id: 'alice' }, { amount: '100', currency: 'USD' }),
      ifMatch: '"1.0"',
      requestId: 'req-1',
      deadline: 1_000_000 + 20_000 - 500,
    });
  });

  test('may come as base64, with a charset, in any case, and with identity as its encoding', async () => {
    const { send } = rig();
    const headers = { 'content-type': 'Application/JSON ; Charset="UTF-8"; profile=x', 'content-encoding': 'identity' };
    expect((await send({ body: Buffer.from(GOOD), headers })).statusCode).toBe(200);
  });

  test('may fill its limits to the byte', async () => {
    const { send } = rig();
    expect((await send({ body: GOOD.padEnd(65_536) })).statusCode).toBe(200);
    expect((await send({ body: Buffer.from(GOOD.padEnd(65_536)) })).statusCode).toBe(200);
    expect((await send({ operation: bulk, body: '[]'.padEnd(1_048_576) })).statusCode).toBe(200);
    expect((await send({ body: GOOD, headers: { 'idempotency-key': '~'.repeat(255) } })).statusCode).toBe(200);
  });

  test('has the same fingerprint whatever its white space, order of keys and query, and another for another path', async () => {
    const { send, calls } = rig();
    await send({ body: GOOD });
    await send({ body: ' {"currency" : "\\u0055SD",\n"amount":"100"}' });
    await send({ body: GOOD, params: { id: 'bob' } });
    const prints = calls.map((call) => call.fingerprint);
    expect(prints[1]).toBe(prints[0]);
    expect(prints[2]).not.toBe(prints[0]);
  });

  test('has the fingerprint of what was sent: a default that a later release adds makes no other request of it', async () => {
    const { send, calls } = rig();
    await send({ operation: withDefaults, body: '{"amount":"100"}' });
    await send({ operation: withDefaults, body: '{"amount":"100","currency":"USD"}' });
    expect(calls.map(({ body }) => body)).toEqual(Array(2).fill({ amount: '100', currency: 'USD', count: 7 }));
    expect(calls.map((call) => call.fingerprint)).toEqual([
      fingerprint('withDefaults', {}, { amount: '100' }),
      fingerprint('withDefaults', {}, { amount: '100', currency: 'USD' }),
    ]);
  });

  test('means the same with an empty body and with {} where nothing is required', async () => {
    const { send, calls } = rig();
    await send({ operation: capture });
    await send({ operation: capture, body: '{}' });
    await send({ operation: freeze });
    await send({ operation: freeze, body: '{}' });
    expect(calls.map((call) => call.body)).toEqual([{}, {}, undefined, undefined]);
    expect(calls[0]?.fingerprint).toBe(calls[1]?.fingerprint);
  });

  test('needs no key for a dry run, and none where the operation takes none', async () => {
    const { send, calls } = rig();
    const headers = { 'idempotency-key': undefined };
    await send({ body: GOOD, query: 'dryRun=true', headers });
    await send({ operation: read, headers });
    await send({ body: GOOD, query: 'dryRun=true', headers: { 'idempotency-key': 'not looked at' } });
    expect(calls.map((call) => call.key)).toEqual([undefined, undefined, undefined]);
    expect((await send({ body: GOOD, query: 'dryRun=false', headers })).slug).toBe('idempotency-key-missing');
  });

  test('a public operation has no caller, whatever token came along', async () => {
    const { send, calls } = rig();
    await send({ operation: freeze });
    expect(calls[0]?.caller).toEqual({ tenant: '', clientId: '', scopes: new Set() });
  });

  test('any one of the scopes opens an operation, and unknown scopes are dropped', async () => {
    const { send, calls } = rig();
    await send({ operation: read, claims: { tenant: 'acme', sub: 'cli_2', scope: 'openid admin' } });
    expect(calls[0]?.caller).toEqual({ tenant: 'acme', clientId: 'cli_2', scopes: new Set(['admin']) });
  });

  test('keeps __proto__ in metadata as an ordinary key', async () => {
    const { send, calls } = rig();
    await send({ body: '{"amount":"1","currency":"USD","metadata":{"__proto__":"x"}}' });
    expect(JSON.stringify(calls[0]?.body)).toContain('"metadata":{"__proto__":"x"}');
  });

  test('a form arrives decoded, and says nothing of JSON', async () => {
    const { send } = rig();
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
    const answer = await send({ operation: token, body: 'grant_type=a+b%2B&x=', headers });
    expect(answer.body).toBe('{"got":{"grant_type":"a b+","x":""}}');
  });

  test('is found by method and path where no gateway chose the route', async () => {
    const { send, calls } = rig();
    await send({ operation: read, routeKey: '$default', path: '/v1/accounts/bob', params: {} });
    expect(calls[0]).toMatchObject({ operation: read, params: { id: 'bob' } });
    for (const path of ['/v1/accounts/', '/v1/accounts', '/v1/accounts/bob/', '/v1/accounts/bob/x']) {
      expect((await send({ operation: read, routeKey: '$default', path })).slug).toBe('not-found');
    }
    expect((await send({ operation: read, routeKey: 'HEAD /v1/accounts/{id}', method: 'HEAD' })).slug).toBe(
      'not-found',
    );
  });
});

describe('an answer', () => {
  const answering = (reply: Reply) => rig(async () => reply);

  test('is JSON with the id of its request, and kept by nobody', async () => {
    const answer = await answering({ status: 201, body: { a: '1' }, headers: { etag: '"7.0"' } }).send({ body: GOOD });
    expect(answer).toMatchObject({
      statusCode: 201,
      body: '{"a":"1"}',
      headers: {
        'content-type': 'application/json',
        'x-request-id': 'req-1',
        'cache-control': 'no-store',
        etag: '"7.0"',
      },
    });
  });

  test('that was stored is sent byte for byte, a refusal as the problem it is', async () => {
    const stored = '{ "type" : "/problems/insufficient-funds" }';
    const reply = { status: 422, body: stored, headers: { 'idempotency-replayed': 'true' } };
    const answer = await answering(reply).send({ body: GOOD });
    expect(answer.body).toBe(stored);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'idempotency-replayed': 'true',
    });
  });

  test('without a body has no media type', async () => {
    const answer = await answering({ status: 204 }).send({ operation: remove });
    expect(answer.statusCode).toBe(204);
    expect(answer).not.toHaveProperty('body');
    expect(answer.headers).not.toHaveProperty('content-type');
  });

  test('may choose its own media type and caching', async () => {
    const headers = { 'content-type': 'text/html', 'cache-control': 'public' };
    const answer = await answering({ status: 200, body: '<p>', headers }).send({ operation: read });
    expect(answer.headers).toMatchObject(headers);
  });
});

describe('the line of a request', () => {
  test('says what happened, and nothing that was sent', async () => {
    const { send, log } = rig(async () => ({ status: 201, body: { secret: 1 } }));
    await send({ body: GOOD, query: 'dryRun=false', headers: { authorization: 'Bearer abc' } });
    expect(log.lines).toEqual([
      {
        level: 'info',
        message: 'request',
        line: {
          domain: 'test',
          operation: 'pay',
          route: 'POST /v1/accounts/{id}/payments',
          status: 201,
          durationMs: 7,
          requestId: 'req-1',
          codeVersion: '7',
          tenant: 'acme',
          client: 'cli_1',
          idempotency: 'first',
          faults: 0,
        },
      },
    ]);
  });

  test('tells a replay from the first run', async () => {
    const replayed = { status: 200, body: '{}', headers: { 'idempotency-replayed': 'true' } };
    const { send, log } = rig(async () => replayed);
    await send({ body: GOOD });
    expect(log.lines[0]?.line.idempotency).toBe('replayed');
  });

  test('tells a refusal that is not stored from a first run', async () => {
    const { send, log } = failing(new Refusal(common.conflict, 'Busy.'));
    await send({ body: GOOD });
    expect(log.lines[0]?.line).toMatchObject({ status: 409, problem: 'conflict' });
    expect(log.lines[0]?.line).not.toHaveProperty('idempotency');
  });

  test('names no path where no route was found', async () => {
    const { send, log } = rig();
    await send({ routeKey: '$default', path: '/v1/alice@example.com' });
    expect(JSON.stringify(log.lines)).not.toContain('alice');
  });
});

describe('the default route', () => {
  const refusal = new Refusal(common.method, 'This path takes GET.');
  const unowned = () => ({ refusal, headers: { allow: 'GET' } });

  test('is answered by what its owner says, with its headers', async () => {
    const { send } = rig(undefined, { unowned });
    const answer = await send({ routeKey: '$default', method: 'OPTIONS', claims: undefined });
    expect([answer.statusCode, answer.slug, answer.headers.allow]).toEqual([405, 'method', 'GET']);
  });

  test('does not keep the owner from answering its own routes', async () => {
    const { send } = rig(undefined, { unowned });
    expect((await send({ operation: change, body: '{"name":null}', headers: { 'if-match': '*' } })).statusCode).toBe(
      200,
    );
  });
});
