import type { Scope } from '../../kernel/core/operation.ts';
import { inOrder } from './client.ts';
import { OAuthRefusal } from './oauth-refusal.ts';

/** RFC 6749, appendix A.4: tokens of printable ASCII but quote and backslash, between single spaces. */
const FORM = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

const invalidScope = (description: string): OAuthRefusal => new OAuthRefusal(400, 'invalid_scope', description);

/**
 * The scopes of a token: those asked for, all of the client's when none are (an empty `scope` counts as none, RFC 6749,
 * section 3.2). One that the client lacks refuses the request: a token with less than was asked for would fail later, far
 * from the mistake.
 *
 * @param listed the scopes of the domains that are deployed, for their order
 */
export const grantedScopes = (
  listed: readonly Scope[],
  held: readonly Scope[],
  asked: string | undefined,
): readonly Scope[] => {
  if (asked === undefined || asked === '') return inOrder(listed, held);
  if (!FORM.test(asked)) throw invalidScope('Separate scopes by single spaces.');
  const names = new Set(asked.split(' '));
  const granted = held.filter((scope) => names.has(scope));
  if (granted.length !== names.size) throw invalidScope('The client does not hold every scope that was asked for.');
  return inOrder(listed, granted);
};
