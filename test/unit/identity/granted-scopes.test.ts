import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { grantedScopes } from '../../../functions/identity/model/granted-scopes.ts';
import { SCOPES } from '../../support/scopes.ts';

describe('the scopes of a token', () => {
  test('are all of the client’s when none are asked for', () => {
    expect(grantedScopes(SCOPES, ['admin', 'ledger:read'], undefined)).toEqual(['ledger:read', 'admin']);
    expect(grantedScopes(SCOPES, ['ledger:read'], '')).toEqual(['ledger:read']);
  });

  test('never exceed the client’s, whatever is asked', () => {
    const some = fc.subarray([...SCOPES]);
    fc.assert(
      fc.property(some, some, (held, asked) => {
        fc.pre(asked.length > 0);
        const covered = asked.every((scope) => held.includes(scope));
        if (covered) expect(new Set(grantedScopes(SCOPES, held, asked.join(' ')))).toEqual(new Set(asked));
        else expect(() => grantedScopes(SCOPES, held, asked.join(' '))).toThrow('does not hold');
      }),
    );
  });

  test('the same scope twice is the scope once', () => {
    expect(grantedScopes(SCOPES, ['admin'], 'admin admin')).toEqual(['admin']);
  });

  test.each([
    ['two spaces', 'admin  admin'],
    ['a tab', 'admin\tadmin'],
    ['a trailing space', 'admin '],
    ['a wildcard', '*'],
    ['another case', 'ADMIN'],
    ['a quote', 'adm"in'],
    ['a name from Object.prototype', 'constructor'],
  ])('%s is refused as invalid_scope', (_, asked) => {
    expect(() => grantedScopes(SCOPES, ['admin'], asked)).toThrow(
      expect.objectContaining({ code: 'invalid_scope', status: 400 }),
    );
  });
});
