import { tokenWords } from '../core/env.ts';
import { isScope, type Scope } from '../core/operation.ts';

/**
 * How an issuer's tokens say whose they are and what they allow. Folio's own say `tenant` and `scope` with Folio's names; the app is
 * deployed with other words for an issuer that cannot (`folio:tenant-claim`, `folio:scope-prefix`).
 */
export interface TokenShape {
  readonly tenantClaim: string;
  /** What the issuer puts before each scope, as Cognito does with the name of its resource server: `folio/ledger:read`. */
  readonly scopePrefix: string;
}

export const OWN_TOKENS: TokenShape = tokenWords({});

/** The gateway hands a list over as `[a b]`, a text as it is: RFC 9068 has `a b`. */
const words = (claim: unknown): readonly string[] => {
  if (typeof claim !== 'string') return [];
  const isList = claim.startsWith('[') && claim.endsWith(']');
  return (isList ? claim.slice(1, -1) : claim).split(' ');
};

/**
 * The scopes of a token: `scope` (RFC 9068), else `scp` (Entra, Okta), as the gateway looks for them too. What has not the form of a scope
 * of ours, or lacks the issuer's prefix, is none here.
 */
export const scopesOf = (
  { scope, scp }: { readonly scope?: unknown; readonly scp?: unknown },
  { scopePrefix }: TokenShape,
): ReadonlySet<Scope> =>
  new Set(
    words(scope ?? scp)
      .filter((word) => word.startsWith(scopePrefix))
      .map((word) => word.slice(scopePrefix.length))
      .filter(isScope),
  );
