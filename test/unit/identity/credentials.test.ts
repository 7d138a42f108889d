import { describe, expect, test } from '@jest/globals';
import { credentials } from '../../../functions/identity/model/credentials.ts';
import { OAuthRefusal } from '../../../functions/identity/model/oauth-refusal.ts';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

const refusal = (run: () => unknown): readonly [number, string] => {
  try {
    run();
  } catch (cause) {
    if (cause instanceof OAuthRefusal) return [cause.status, cause.code];
    throw cause;
  }
  throw new Error('it was not refused');
};

describe('client credentials', () => {
  test('come from HTTP Basic, each part percent-decoded', () => {
    expect(credentials(basic('cli%3A1:s%20e+c%C3%BC'), {})).toEqual({ clientId: 'cli:1', secret: 's e cü' });
  });

  test('a colon in the secret belongs to the secret', () => {
    expect(credentials(basic('a:b:c'), {})).toEqual({ clientId: 'a', secret: 'b:c' });
  });

  test('come from the form', () => {
    expect(credentials(undefined, { client_id: 'a', client_secret: 'b' })).toEqual({ clientId: 'a', secret: 'b' });
  });

  test('the scheme is named in any case', () => {
    expect(credentials(basic('a:b').replace('Basic', 'bASIC'), {}).clientId).toBe('a');
  });

  test('both ways at once are an invalid request, even with the same secret', () => {
    expect(refusal(() => credentials(basic('a:b'), { client_id: 'a', client_secret: 'b' }))).toEqual([
      400,
      'invalid_request',
    ]);
  });

  test('a client_id beside Basic has to name the same client', () => {
    expect(credentials(basic('a:b'), { client_id: 'a' }).clientId).toBe('a');
    expect(refusal(() => credentials(basic('a:b'), { client_id: 'c' }))).toEqual([400, 'invalid_request']);
  });

  test.each([
    ['nothing at all', undefined, {}],
    ['an id without a secret', undefined, { client_id: 'a' }],
    ['an empty secret', undefined, { client_id: 'a', client_secret: '' }],
    ['another scheme', 'Bearer abc', {}],
    ['Basic without credentials', 'Basic', {}],
    ['Basic that is not base64', 'Basic a b', {}],
    ['Basic without a colon', basic('ab'), {}],
    ['a broken percent sequence', basic('a%:b'), {}],
    ['percent-encoded bytes that are not UTF-8', basic('a:%ff'), {}],
    ['an id of 65 characters', basic(`${'a'.repeat(65)}:b`), {}],
    ['a secret of 257 characters', basic(`a:${'b'.repeat(257)}`), {}],
  ])('%s is 401 invalid_client', (_, header, form) => {
    expect(refusal(() => credentials(header, form))).toEqual([401, 'invalid_client']);
  });
});
