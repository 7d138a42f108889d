import { type Answer, gatewayAnswer } from './answer.ts';
import type { JwtSettings } from './api.ts';
import { IssuerKeys } from './jwks.ts';
import { checkTimes, TokenRefused, type VerifiedToken, verifyToken } from './jwt.ts';

/** Verified tokens that are remembered; the one used longest ago goes first. */
const REMEMBERED = 1_000;

const MISSING = gatewayAnswer(401, 'Unauthorized', ['www-authenticate', 'Bearer']);

const invalid = (reason: string): Answer =>
  gatewayAnswer(401, 'Unauthorized', [
    'www-authenticate',
    `Bearer scope="" error="invalid_token" error_description="${reason}"`,
  ]);

const insufficient = (scopes: readonly string[]): Answer =>
  gatewayAnswer(403, 'Forbidden', [
    'www-authenticate',
    `Bearer scope="${scopes.join(' ')}" error="insufficient_scope" error_description="the token lacks the scope of this route"`,
  ]);

/** The JWT authorizer of an HTTP API: RS256, issuer, audience, times, and any one of the route's scopes. */
export class JwtAuthorizer {
  readonly #settings: JwtSettings;
  readonly #keys: IssuerKeys;
  readonly #now: () => number;
  readonly #remembered = new Map<string, VerifiedToken>();

  constructor(settings: JwtSettings, now: () => number = Date.now) {
    this.#settings = settings;
    this.#now = now;
    this.#keys = new IssuerKeys(settings.issuer, now);
  }

  /** The verified token, or the answer that refuses the request; synchronous for a token seen before. */
  check(
    authorization: string | undefined,
    scopes: readonly string[],
  ): VerifiedToken | Answer | Promise<VerifiedToken | Answer> {
    if (authorization === undefined || authorization === '') return MISSING;
    const token = /^bearer /i.test(authorization) ? authorization.slice(7) : authorization;
    const known = this.#remembered.get(token);
    return known === undefined ? this.#first(token, scopes) : this.#again(token, known, scopes);
  }

  async #first(token: string, scopes: readonly string[]): Promise<VerifiedToken | Answer> {
    try {
      const verified = await verifyToken(token, { ...this.#settings, key: (kid) => this.#keys.key(kid) });
      return this.#again(token, verified, scopes);
    } catch (error) {
      if (error instanceof TokenRefused) return invalid(error.message);
      throw error;
    }
  }

  #again(token: string, verified: VerifiedToken, scopes: readonly string[]): VerifiedToken | Answer {
    this.#remembered.delete(token);
    try {
      checkTimes(verified, this.#now() / 1000);
    } catch (error) {
      if (error instanceof TokenRefused) return invalid(error.message);
      throw error;
    }
    this.#remember(token, verified);
    const open = scopes.length === 0 || scopes.some((scope) => verified.scopes.has(scope));
    return open ? verified : insufficient(scopes);
  }

  #remember(token: string, verified: VerifiedToken): void {
    this.#remembered.set(token, verified);
    if (this.#remembered.size <= REMEMBERED) return;
    const oldest = this.#remembered.keys().next().value;
    if (oldest !== undefined) this.#remembered.delete(oldest);
  }
}
