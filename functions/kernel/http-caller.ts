import type { Caller } from './call.ts';
import { common } from './common-problems.ts';
import type { HttpEvent } from './http-event.ts';
import { type Operation, SCOPES, type Scope } from './operation.ts';
import { Refusal } from './problem.ts';

/** A tenant stands at the front of every key, so it never holds a separator of keys. */
const TENANT = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const KNOWN: ReadonlySet<string> = new Set(SCOPES);

const NOBODY: Caller = { tenant: '', clientId: '', scopes: new Set() };

const textOf = (claim: unknown): string => (typeof claim === 'string' ? claim : '');

/** RFC 9068: a list with single spaces. Scopes that Folio does not know are no scopes here. */
const scopesOf = (claim: unknown): ReadonlySet<Scope> =>
  new Set(
    textOf(claim)
      .split(' ')
      .filter((scope) => KNOWN.has(scope)) as Scope[],
  );

/**
 * Who calls, from the claims that the gateway's authorizer has proved, and from nowhere else. The gateway has checked the
 * route's scopes too; checking again here keeps a wrong route or a direct invocation from opening anything.
 *
 * @throws Refusal `unauthorized` without a token, `forbidden` without a tenant or one of the operation's scopes
 */
export const callerOf = (operation: Operation, event: HttpEvent): Caller => {
  if (operation.scopes.length === 0) return NOBODY;
  const claims = event.requestContext.authorizer?.jwt?.claims;
  if (claims === undefined) throw new Refusal(common.unauthorized, 'The call needs a valid access token.');
  const tenant = textOf(claims.tenant);
  const clientId = textOf(claims.client_id) || textOf(claims.sub);
  if (!TENANT.test(tenant) || clientId === '') {
    throw new Refusal(common.forbidden, 'The token names no tenant or no client.');
  }
  const scopes = scopesOf(claims.scope);
  if (!operation.scopes.some((scope) => scopes.has(scope))) {
    throw new Refusal(common.forbidden, `The token needs one of these scopes: ${operation.scopes.join(', ')}.`);
  }
  return { tenant, clientId, scopes };
};
