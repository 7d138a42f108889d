import { describe, expect, test } from '@jest/globals';
import type { ApiRoute } from '../../../local/gateway/api.ts';
import { Router } from '../../../local/gateway/router.ts';

const route = (routeKey: string): ApiRoute => ({
  routeKey,
  integration: { target: 'f', timeoutMs: 1 },
  authorizer: undefined,
  scopes: [],
});

const router = new Router(
  [
    '$default',
    'GET /v1/accounts',
    'POST /v1/accounts',
    'GET /v1/accounts/{id}',
    'POST /v1/accounts/{id}/freeze',
    'POST /v1/accounts/special/freeze',
    'GET /v1/accounts/{id}/entries/{n}',
    'ANY /files/{path+}',
    'GET /files/{path+}',
  ].map(route),
);

const at = (method: string, path: string): readonly [string | undefined, unknown] => {
  const match = router.match(method, path);
  return [match?.route.routeKey, match?.parameters];
};

describe('routes', () => {
  test.each([
    ['GET', '/v1/accounts', 'GET /v1/accounts', undefined],
    ['GET', '/v1/accounts/a', 'GET /v1/accounts/{id}', { id: 'a' }],
    ['POST', '/v1/accounts/special/freeze', 'POST /v1/accounts/special/freeze', undefined],
    ['POST', '/v1/accounts/other/freeze', 'POST /v1/accounts/{id}/freeze', { id: 'other' }],
    ['GET', '/v1/accounts/special', 'GET /v1/accounts/{id}', { id: 'special' }],
    ['GET', '/v1/accounts/a/entries/7', 'GET /v1/accounts/{id}/entries/{n}', { id: 'a', n: '7' }],
    ['GET', '/v1/accounts/%40fees%2Fx', 'GET /v1/accounts/{id}', { id: '@fees/x' }],
    ['GET', '/files/a/b', 'GET /files/{path+}', { path: 'a/b' }],
    ['PUT', '/files/a', 'ANY /files/{path+}', { path: 'a' }],
  ])('%s %s is %s', (method, path, routeKey, parameters) => {
    expect(at(method, path)).toEqual([routeKey, parameters]);
  });

  test.each([
    ['GET', '/v1/accounts/'],
    ['GET', '/v1//accounts'],
    ['GET', '/V1/accounts'],
    ['DELETE', '/v1/accounts'],
    ['HEAD', '/v1/accounts'],
    ['OPTIONS', '/v1/accounts/a'],
    ['POST', '/v1/accounts//freeze'],
    ['GET', '/v1/accounts/{id}/freeze'],
    ['GET', '/'],
    ['GET', '/files/'],
  ])('%s %s falls to $default', (method, path) => {
    expect(at(method, path)).toEqual(['$default', undefined]);
  });

  test('without $default nothing matches', () => {
    expect(new Router([route('GET /a')]).match('GET', '/b')).toBeUndefined();
  });

  test('bytes that are not UTF-8 become replacement characters, which no id has', () => {
    expect(router.match('GET', '/v1/accounts/%ff')?.parameters).toEqual({ id: '\ufffd' });
    expect(router.match('GET', '/v1/accounts/%zz')?.parameters).toEqual({ id: '%zz' });
  });
});
