import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allowedMethods } from '../../../functions/meta/model/allowed-methods.ts';
import { anyText } from '../../support/any-text.ts';

const routes = [
  ['GET', '/v1/accounts'],
  ['POST', '/v1/accounts'],
  ['GET', '/v1/accounts/{id}'],
  ['PATCH', '/v1/accounts/{id}'],
  ['GET', '/v1/accounts/{id}/entries'],
  ['POST', '/v1/transactions/bulk'],
  ['GET', '/v1/transactions/{id}'],
].map(([method = '', path = '']) => ({ method, path, operationId: 'x', domain: 'ledger', keyed: false }));

describe('the methods of a path', () => {
  test.each([
    ['/v1/accounts', ['GET', 'POST']],
    ['/v1/accounts/a', ['GET', 'PATCH']],
    ['/v1/accounts/%2e%2e%2f', ['GET', 'PATCH']],
    ['/v1/accounts/%', ['GET', 'PATCH']],
    ['/v1/accounts/a/entries', ['GET']],
    ['/v1/transactions/bulk', ['GET', 'POST']],
    ['/v1/accounts/', []],
    ['/v1/accounts//entries', []],
    ['/v1/%61ccounts', []],
    ['/V1/accounts', []],
    ['', []],
    ['/', []],
    ['//', []],
    ['/__proto__', []],
    ['/v1/accounts/a/b', []],
  ])('%s has %j', (path, methods) => {
    expect(allowedMethods(routes, path)).toEqual(methods);
  });

  test('are found for any text without an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webPath(), anyText()), (path) => {
        expect(Array.isArray(allowedMethods(routes, path))).toBe(true);
      }),
    );
  });
});
