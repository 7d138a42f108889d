import { describe, expect, test } from '@jest/globals';
import { scopesIn } from '../../../console/data/token-scopes.ts';

const token = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

describe('the scopes of an access token', () => {
  test.each([
    ['RFC 9068', { scope: 'ledger:read catalog:read' }, ['ledger:read', 'catalog:read']],
    ['Entra ID, by name', { scp: 'catalog:read releases:operate' }, ['catalog:read', 'releases:operate']],
    ['Okta, as a list', { scp: ['ledger:read', 'admin'] }, ['ledger:read', 'admin']],
    ['Cognito, behind the name of a resource server', { scope: 'https://folio/ledger:read' }, ['ledger:read']],
    ['a name that base64url writes with its own letters', { scope: 'a', of: '>>>???ÿÿ' }, ['a']],
    ['none', {}, []],
    ['claims that are none', 'text', []],
    ['claims of another form', { scope: 7, scp: null }, []],
  ])('are read as %s writes them', (_, claims, scopes) => {
    expect([...scopesIn(token(claims))]).toEqual(scopes);
  });

  test('are none of a token that only the API reads', () => {
    for (const opaque of ['', 'opaque', 'a.b', 'a.!!.c']) expect(scopesIn(opaque).size).toBe(0);
  });
});
