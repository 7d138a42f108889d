import { afterEach, describe, expect, test } from '@jest/globals';
import { body, CANARY, rows } from './support/bad-requests.ts';
import { bulk, capture, change, freeze, GOOD, pay, read, remove, rig, type Sent, token } from './support/http-rig.ts';

const prototype = Object.getOwnPropertyNames(Object.prototype).sort().join();

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(prototype);
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

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
    expect(problem?.errors?.map(({ pointer }) => pointer)).toEqual(['/currency', '/note', '/x', '/amount']);
    expect(problem?.errors?.[2]?.detail).toBe('Unknown: "x".');
  });

  test('names of properties and parameters that nothing knows are told, wherever they stand', async () => {
    const { send } = rig();
    const shown = async (sent: Sent) =>
      (await send(sent)).problem?.errors?.map(({ pointer, detail }) => [pointer, detail]);
    expect(await shown({ body: body({ amout: '1', 'a/b': 1 }) })).toEqual([
      ['/amout', 'Unknown: "amout".'],
      ['/a~1b', 'Unknown: "a/b".'],
    ]);
    expect(await shown({ body: body({ overdraft: { limit: '1', x: 1 } }) })).toEqual([
      ['/overdraft/x', 'Unknown: "x".'],
    ]);
    expect(await shown({ body: GOOD, query: 'verbose=1' })).toEqual([['query/verbose', 'Unknown: "verbose".']]);
    expect(await shown({ operation: read, query: 'a=1&b=2' })).toEqual([
      ['query/a', 'Unknown: "a".'],
      ['query/b', 'Unknown: "b".'],
    ]);
    expect(await shown({ operation: bulk, body: '{"a":1}' })).toEqual([['', expect.stringContaining('array')]]);
    expect(await shown({ body: GOOD, query: 'dryRun=true&dryRun=true' })).toEqual([
      ['query/dryRun', 'The query names "dryRun" twice.'],
    ]);
  });

  test('the first detail says the name, cut to 64 characters and without what cannot be seen', async () => {
    const { send } = rig();
    expect((await send({ body: body({ amout: '1' }) })).problem?.detail).toBe('Unknown: "amout".');
    const long = await send({ body: body({ ['x'.repeat(5_000)]: 1 }) });
    expect(long.problem?.errors?.[0]?.pointer).toBe(`/${'x'.repeat(63)}…`);
    const hidden = await send({ body: body({ 'a\u0000\u202eb\u2028\n': 1 }) });
    expect(hidden.problem?.detail).toBe('Unknown: "a\ufffd\ufffdb\ufffd\ufffd".');
    const many = await send({ body: body(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, 1]))) });
    expect(many.problem?.errors).toHaveLength(20);
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

  test.each([
    'application/json;charset=utf8',
    'application/json; charset=UTF8',
    'application/json; Charset="UTF-8"',
    'application/json; charset = "utf8" ',
    'Application/JSON; profile="a;b,c\\"d"; charset=utf-8; v=1',
    'application/json;',
    'application/json; charset',
  ])('the media type %s is taken', async (type) => {
    const { send } = rig();
    expect((await send({ body: GOOD, headers: { 'content-type': type } })).statusCode).toBe(200);
  });

  test('application/merge-patch+json is taken on PATCH and nowhere else', async () => {
    const { send } = rig();
    const headers = { 'content-type': 'application/merge-patch+json; charset=utf-8', 'if-match': '"1"' };
    expect((await send({ operation: change, body: '{"name":null}', headers })).statusCode).toBe(200);
    expect((await send({ operation: capture, body: '{}', headers })).slug).toBe('media-type');
  });

  test.each(['a,b', 'a,ab', 'k,k,j', 'a,b,a', 'a,b,a,b,a'])(
    'the key %s repeats itself nowhere and is taken',
    async (key) => {
      const { send, calls } = rig();
      expect((await send({ body: GOOD, headers: { 'idempotency-key': key } })).statusCode).toBe(200);
      expect(calls[0]?.key).toBe(key);
    },
  );

  test.each(['"1","1"', '"1", "0"', '*,"1"', '"1",'])('the If-Match %s is no one ETag', async (value) => {
    const { send, calls } = rig();
    const answer = await send({ operation: change, body: '{"name":null}', headers: { 'if-match': value } });
    expect([answer.slug, answer.body]).toEqual(['version-mismatch', expect.stringContaining('the one ETag')]);
    expect(calls).toEqual([]);
  });

  test.each(['1042a', '3f2b1c4e-0000-4000-8000-000000000000', 'nullable', 'true.org', '7-eleven'])(
    'the tenant %s is one',
    async (tenant) => {
      const { send, calls } = rig();
      const claims = { tenant, client_id: 'c', scope: 'ledger:write' };
      expect((await send({ body: GOOD, claims })).statusCode).toBe(200);
      expect(calls[0]?.caller.tenant).toBe(tenant);
    },
  );

  test('every answer of a function tells browsers to come by TLS alone', async () => {
    const { send } = rig();
    for (const sent of [{ body: GOOD }, { body: '{' }, { body: GOOD, claims: undefined }, { operation: remove }])
      expect((await send(sent)).headers['strict-transport-security']).toBe('max-age=31536000');
  });

  test('content headers without a body do not matter', async () => {
    const { send } = rig();
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
    expect((await send({ operation: capture, headers })).statusCode).toBe(200);
    expect((await send({ operation: freeze, headers })).statusCode).toBe(200);
  });
});
