import { describe, expect, test } from '@jest/globals';
import { tokenWords } from '../../../functions/kernel/core/env.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { callerOf } from '../../../functions/kernel/http/http-caller.ts';
import { OWN_TOKENS, type TokenShape } from '../../../functions/kernel/http/token-shape.ts';
import { listAccounts } from '../../../functions/ledger/contract/account-operations.ts';

type Claims = Readonly<Record<string, unknown>>;
/** What the gateway hands over: every claim as text, a list as `[a b]`. */
const caller = (claims: Claims, shape?: TokenShape) =>
  callerOf(listAccounts, { requestContext: { authorizer: { jwt: { claims } } } } as never, shape);

/** Client credentials of each issuer, by its documentation; the ids are made up. */
const TOKENS: Readonly<Record<string, readonly [Claims, TokenShape]>> = {
  'Folio itself': [
    { iss: 'https://api.example', aud: 'folio', tenant: 'acme', client_id: 'cli_1', scope: 'ledger:read ledger:write' },
    OWN_TOKENS,
  ],
  'Cognito, which has no aud and puts its resource server before each scope': [
    {
      token_use: 'access',
      client_id: '1example23456789',
      sub: '1example23456789',
      scope: 'folio/ledger:read folio/ledger:write',
    },
    { tenantClaim: 'client_id', scopePrefix: 'folio/' },
  ],
  'Entra ID, which says scp as a text and the tenant as tid': [
    {
      aud: 'api://folio',
      tid: 'a0b1c2d3-0000-4000-8000-000000000001',
      azp: '2',
      sub: 'x1',
      scp: 'ledger:read ledger:write',
      ver: '2.0',
    },
    { tenantClaim: 'tid', scopePrefix: '' },
  ],
  'Okta, which says scp as a list': [
    {
      aud: 'api://default',
      cid: '0oa1',
      sub: '0oa1',
      scp: '[ledger:read ledger:write]',
      'https://example.com/tenant': 'acme',
    },
    { tenantClaim: 'https://example.com/tenant', scopePrefix: '' },
  ],
};

describe('a token', () => {
  test.each(Object.entries(TOKENS))('of %s says whose it is and what it allows', (_, [claims, shape]) => {
    const { tenant, clientId, scopes } = caller(claims, shape);
    expect(tenant).toBe(claims[shape.tenantClaim]);
    expect(clientId).toBe(claims.client_id ?? claims.sub);
    expect([...scopes].sort()).toEqual(['ledger:read', 'ledger:write']);
  });

  test.each<readonly [string, Claims, TokenShape]>([
    [
      'lacks the prefix of its issuer',
      { tenant: 'a', sub: 'c', scope: 'ledger:read' },
      { tenantClaim: 'tenant', scopePrefix: 'folio/' },
    ],
    [
      'has the prefix of another',
      { tenant: 'a', sub: 'c', scope: 'other/ledger:read' },
      { tenantClaim: 'tenant', scopePrefix: 'folio/' },
    ],
    ['has a prefix where there is none', { tenant: 'a', sub: 'c', scope: 'folio/ledger:read' }, OWN_TOKENS],
    [
      'says its scopes in both claims, the first without ours',
      { tenant: 'a', sub: 'c', scope: 'openid', scp: 'ledger:read' },
      OWN_TOKENS,
    ],
    ['holds a list that is cut', { tenant: 'a', sub: 'c', scp: '[ledger:read' }, OWN_TOKENS],
    [
      'says its tenant under another name',
      { tenant: 'a', sub: 'c', scope: 'ledger:read' },
      { tenantClaim: 'tid', scopePrefix: '' },
    ],
    ['names its client in two lines', { tenant: 'a', sub: 'c\nd', scope: 'ledger:read' }, OWN_TOKENS],
    ['hides a line in its client', { tenant: 'a', client_id: 'c\u2028d', scope: 'ledger:read' }, OWN_TOKENS],
  ])('that %s lets nobody in', (_, claims, shape) => {
    expect(() => caller(claims, shape)).toThrow(Refusal);
  });

  test('is read as the stack has told the function, and as one of Folio’s own where it told nothing', () => {
    expect(tokenWords({})).toEqual(OWN_TOKENS);
    expect(tokenWords({ TOKEN_TENANT_CLAIM: 'tid', TOKEN_SCOPE_PREFIX: 'folio/' })).toEqual({
      tenantClaim: 'tid',
      scopePrefix: 'folio/',
    });
  });
});
