import type { Reply } from '../../kernel/core/call.ts';
import type { OAuthErrorCode } from '../contract/oauth.ts';

/** RFC 6749, section 5.1: nothing about tokens is ever cached. */
export const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** RFC 9110, section 11.6.1: every 401 names a scheme that would do. */
const CHALLENGE = 'Basic realm="folio", charset="UTF-8"';

/** A "no" of the token endpoint, in the RFC's own form instead of a problem document. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  readonly status: number;
  readonly code: OAuthErrorCode;
  readonly retryAfterSeconds: number | undefined;
  constructor(status: 400 | 401 | 429, code: OAuthErrorCode, description: string, retryAfterSeconds?: number) {
    super(description);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const invalidRequest = (description: string): OAuthRefusal =>
  new OAuthRefusal(400, 'invalid_request', description);

/** One text for an unknown client, a deleted one and a wrong secret: the answer tells nobody which ids exist. */
export const invalidClient = (description = 'Unknown client or wrong secret.'): OAuthRefusal =>
  new OAuthRefusal(401, 'invalid_client', description);

export const refusalReply = (refusal: OAuthRefusal): Reply => ({
  status: refusal.status,
  body: { error: refusal.code, error_description: refusal.message },
  headers: {
    ...NO_STORE,
    // Not a problem document, although an error.
    'content-type': 'application/json',
    ...(refusal.status === 401 ? { 'www-authenticate': CHALLENGE } : {}),
    ...(refusal.retryAfterSeconds === undefined ? {} : { 'retry-after': String(refusal.retryAfterSeconds) }),
  },
});
