import { describe, expect, test } from '@jest/globals';
import { answerOf } from '../../../local/gateway/answer.ts';
import { receivedHeaders } from '../../../local/gateway/headers.ts';
import { type Inbound, payload } from '../../../local/gateway/payload.ts';

const inbound = (over: Partial<Inbound> = {}): Inbound => ({
  apiId: 'abc',
  domain: '127.0.0.1:4000',
  requestId: 'req=',
  method: 'POST',
  path: '/v1/accounts/%40fees',
  query: '',
  protocol: 'HTTP/1.1',
  sourceIp: '127.0.0.1',
  userAgent: 'a "quoted" agent',
  headers: { 'x-a': '1,2' },
  cookies: [],
  contentType: 'application/json',
  body: Buffer.from('{"a":"ü"}'),
  receivedAt: Date.UTC(2026, 10, 22, 10, 0, 5),
  match: {
    route: {
      routeKey: 'POST /v1/accounts/{id}',
      integration: { target: 'f', timeoutMs: 1 },
      authorizer: undefined,
      scopes: ['w'],
    },
    parameters: { id: '@fees' },
  },
  claims: undefined,
  ...over,
});

const event = (over: Partial<Inbound> = {}) => JSON.parse(payload(inbound(over)));

describe('the event of payload format 2.0', () => {
  test('has every part in its place', () => {
    expect(event({ query: 'a=1&a=2&b=%20x&c', cookies: ['k=v'], claims: '{"tenant":"acme"}' })).toEqual({
      version: '2.0',
      routeKey: 'POST /v1/accounts/{id}',
      rawPath: '/v1/accounts/@fees',
      rawQueryString: 'a=1&a=2&b=%20x&c',
      cookies: ['k=v'],
      headers: { 'x-a': '1,2' },
      queryStringParameters: { a: '1,2', b: ' x', c: '' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'abc',
        authorizer: { jwt: { claims: { tenant: 'acme' }, scopes: ['w'] } },
        domainName: '127.0.0.1:4000',
        domainPrefix: 'abc',
        http: {
          method: 'POST',
          path: '/v1/accounts/@fees',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'a "quoted" agent',
        },
        requestId: 'req=',
        routeKey: 'POST /v1/accounts/{id}',
        stage: '$default',
        time: '22/Nov/2026:10:00:05 +0000',
        timeEpoch: Date.UTC(2026, 10, 22, 10, 0, 5),
      },
      pathParameters: { id: '@fees' },
      body: '{"a":"ü"}',
      isBase64Encoded: false,
    });
  });

  test('leaves out what a request does not have', () => {
    const { body, cookies, queryStringParameters, requestContext } = event({ body: Buffer.alloc(0) });
    expect([body, cookies, queryStringParameters, requestContext.authorizer]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each([
    ['application/json', '{}', false],
    ['application/json; charset=utf-8', '{}', false],
    ['application/problem+json', '{}', false],
    ['text/plain', 'x', false],
    ['application/x-www-form-urlencoded', 'a=b', true],
    ['application/octet-stream', 'x', true],
    ['', '{}', true],
    ['application/jsonx', '{}', true],
  ])('a body of %j is base64: %s %s', (contentType, text, encoded) => {
    const { body, isBase64Encoded } = event({ contentType, body: Buffer.from(text) });
    expect([body, isBase64Encoded]).toEqual([encoded ? btoa(text) : text, encoded]);
  });

  test('bytes that are not UTF-8 reach the function unchanged', () => {
    const { body, isBase64Encoded } = event({ body: Buffer.from([0x22, 0xff, 0x22]) });
    expect([body, isBase64Encoded]).toEqual(['Iv8i', true]);
  });

  test('a query may be called like a property of every object', () => {
    expect(event({ query: '__proto__=1&toString=2' }).queryStringParameters.toString).toBe('2');
  });
});

describe('request headers', () => {
  test('repeated ones are joined, cookies are taken out, names are lower case', () => {
    const read = receivedHeaders([
      'X-A',
      '1',
      'x-a',
      '2',
      'Cookie',
      'a=1; b=2',
      'cookie',
      'c=3',
      'Content-Type',
      'text/plain',
    ]);
    expect({ ...read.all }).toEqual({ 'x-a': '1,2', 'content-type': 'text/plain' });
    expect(read.cookies).toEqual(['a=1', 'b=2', 'c=3']);
  });

  test('two Authorization headers are none', () => {
    expect(receivedHeaders(['Authorization', 'Bearer a', 'authorization', 'Bearer b']).authorization).toBeUndefined();
    expect(receivedHeaders(['Authorization', 'Bearer a']).authorization).toBe('Bearer a');
  });
});

describe('what a function answers', () => {
  test('an object with statusCode speaks for itself; framing stays with the gateway', () => {
    const answer = answerOf(
      JSON.stringify({ statusCode: 201, headers: { 'X-A': 1, 'Content-Length': '999' }, cookies: ['a=b'], body: 'hi' }),
    );
    expect(answer).toEqual({
      status: 201,
      headers: ['x-a', '1', 'set-cookie', 'a=b', 'content-type', 'text/plain;charset=UTF-8'],
      body: 'hi',
    });
  });

  test('anything else is the JSON of a 200', () => {
    expect(answerOf('{"a":1}')).toMatchObject({ status: 200, body: '{"a":1}' });
    expect(answerOf('"text"')).toMatchObject({ status: 200, body: 'text' });
  });

  test('base64 is decoded', () => {
    expect(answerOf('{"statusCode":200,"isBase64Encoded":true,"body":"aGk="}').body.toString()).toBe('hi');
  });

  test.each(['{"statusCode":"x"}', '{"statusCode":99}', '{"statusCode":200,"body":{}}'])(
    '%s is an internal error',
    (result) => {
      expect(answerOf(result).status).toBe(500);
    },
  );
});
