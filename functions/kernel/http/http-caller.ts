import { present } from '../core/assert.ts';
import type { Caller } from '../core/call.ts';
import { common } from '../core/common-problems.ts';
import { tokenWords } from '../core/env.ts';
import type { Operation } from '../core/operation.ts';
import { Refusal } from '../core/problem.ts';
import type { HttpEvent } from './http-event.ts';
import type { HttpMiddleware } from './http-run.ts';
import { OWN_TOKENS, scopesOf, type TokenShape } from './token-shape.ts';

/** A tenant stands at the front of every key, so it never holds a separator of keys. */
const TENANT = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

const NOBODY: Caller = { tenant: '', clientId: '', scopes: new Set() };

/** What the gateway makes of claims that are no texts: it hands every claim over as one. */
const NO_TEXTS: ReadonlySet<string> = new Set(['null', 'undefined', 'true', 'false']);
const NUMBER = /^[0-9]+(?:\.[0-9]+)?(?:e[0-9]+)?$/i;
const CLAIM_CHARS_MAX = 256;
/** A name stands on record and in lists that people read: it makes no rows of its own there. */
const LINE_ENDS = /[\p{Cc}\p{Zl}\p{Zp}]/u;

const textOf = (claim: unknown): string => (typeof claim === 'string' ? claim : '');

/**
 * A claim that names somebody. Users of an outside issuer who have no such claim, or one of another type, would all be the one
 * called `null`: they are nobody.
 */
const nameOf = (claim: unknown): string => {
  const name = textOf(claim);
  const isNone = name.length > CLAIM_CHARS_MAX || NO_TEXTS.has(name.toLowerCase()) || NUMBER.test(name);
  return isNone || LINE_ENDS.test(name) ? '' : name;
};

/** The gateway hands numbers over as text. */
const GENERATION = /^[1-9][0-9]{0,8}$/;
const generationOf = (claim: unknown): number | undefined => {
  const text = String(claim ?? '');
  return GENERATION.test(text) ? Number(text) : undefined;
};

/**
 * Who calls, from the claims that the gateway's authorizer has proved, and from nowhere else. The gateway has checked the
 * route's scopes too; checking again here keeps a wrong route or a direct invocation from opening anything.
 *
 * @throws Refusal `unauthorized` without a token, `forbidden` without a tenant or one of the operation's scopes
 */
export const callerOf = (operation: Operation, event: HttpEvent, shape: TokenShape = OWN_TOKENS): Caller => {
  if (operation.scopes.length === 0) return NOBODY;
  const claims = event.requestContext.authorizer?.jwt?.claims;
  if (claims === undefined) throw new Refusal(common.unauthorized, 'The call needs a valid access token.');
  const tenant = nameOf(claims[shape.tenantClaim]);
  const clientId = nameOf(claims.client_id) || nameOf(claims.sub);
  if (!TENANT.test(tenant) || clientId === '') {
    throw new Refusal(common.forbidden, 'The token names no tenant or no client.');
  }
  const scopes = scopesOf(claims, shape);
  if (!operation.scopes.some((scope) => scopes.has(scope))) {
    throw new Refusal(common.forbidden, `The token needs one of these scopes: ${operation.scopes.join(', ')}.`);
  }
  const generation = generationOf(claims.client_generation);
  return { tenant, clientId, scopes, generation, tokenId: textOf(claims.jti) || undefined };
};

/** Says who calls; what comes after it in the pipeline works for that tenant alone. */
export const knownCaller = (shape: TokenShape = tokenWords()): HttpMiddleware => ({
  before: ({ event, internal }) => {
    const { route } = present(internal.found, 'a caller is asked about when the route is known');
    internal.caller = callerOf(route.operation, event, shape);
  },
});
