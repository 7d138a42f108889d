import { type KeyObject, verify } from 'node:crypto';

/** A token whose signature and form are right; its times are checked at every use. */
export interface VerifiedToken {
  readonly claims: Readonly<Record<string, unknown>>;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly notBefore: number;
  readonly scopes: ReadonlySet<string>;
  /** `authorizer.jwt.claims` as JSON: every value is a string there. */
  readonly claimsJson: string;
}

/** Why a token is refused; part of `error_description`, so it never holds the token's content. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

const PART = /^[A-Za-z0-9_-]+$/;
const MAX_TOKEN_CHARACTERS = 8_192;

const decoded = (part: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Not JSON: refused below like any other token that cannot be read.
  }
  throw new TokenRefused('the token cannot be read');
};

/** API Gateway hands claims over as text: numbers in decimal, lists as `[a b]`. */
const claimText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
};

const scopesOf = (claims: Readonly<Record<string, unknown>>): ReadonlySet<string> => {
  const scope = claims.scope ?? claims.scp;
  if (Array.isArray(scope)) return new Set(scope.map(String));
  return new Set(typeof scope === 'string' ? scope.split(' ').filter((each) => each !== '') : []);
};

const seconds = (claims: Readonly<Record<string, unknown>>, name: string): number | undefined => {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TokenRefused(`the claim ${name} is not a time`);
  return value;
};

const checkAudience = (claims: Readonly<Record<string, unknown>>, audience: readonly string[]): void => {
  const given = claims.aud ?? claims.client_id;
  const values = Array.isArray(given) ? given : [given];
  if (!values.some((each) => typeof each === 'string' && audience.includes(each))) {
    throw new TokenRefused('the token has an invalid audience');
  }
};

export interface TokenRules {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly key: (kid: string) => Promise<KeyObject | undefined>;
}

/**
 * Checks form, RS256 signature, issuer and audience of a token, once; `checkTimes` does the rest at every use.
 * @throws TokenRefused
 */
export const verifyToken = async (token: string, rules: TokenRules): Promise<VerifiedToken> => {
  const parts = token.split('.');
  const [head, body, signature] = parts;
  const wellFormed =
    parts.length === 3 && token.length <= MAX_TOKEN_CHARACTERS && parts.every((each) => PART.test(each));
  if (!wellFormed || head === undefined || body === undefined || signature === undefined) {
    throw new TokenRefused('the token cannot be read');
  }
  const header = decoded(head);
  if (header.alg !== 'RS256') throw new TokenRefused('the token is not signed with RS256');
  const key = typeof header.kid === 'string' ? await rules.key(header.kid) : undefined;
  if (key === undefined) throw new TokenRefused('the signing key is unknown');
  if (!verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) {
    throw new TokenRefused('the signature is invalid');
  }
  const claims = decoded(body);
  if (claims.iss !== rules.issuer) throw new TokenRefused('the token has an invalid issuer');
  checkAudience(claims, rules.audience);
  const expiresAt = seconds(claims, 'exp');
  if (expiresAt === undefined) throw new TokenRefused('the token never expires');
  const notBefore = Math.max(seconds(claims, 'nbf') ?? 0, seconds(claims, 'iat') ?? 0);
  const claimsJson = JSON.stringify(
    Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)])),
  );
  return { claims, expiresAt, notBefore, scopes: scopesOf(claims), claimsJson };
};

/** @throws TokenRefused when the token is not valid at `now` (seconds since the epoch). */
export const checkTimes = (token: VerifiedToken, now: number): void => {
  if (now >= token.expiresAt) throw new TokenRefused('the token has expired');
  if (now < token.notBefore) throw new TokenRefused('the token is not valid yet');
};
