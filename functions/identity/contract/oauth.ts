import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';

/** RFC 6749, section 5.2, the codes that client credentials can meet. */
export const OAUTH_ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_scope',
  'unsupported_grant_type',
  'temporarily_unavailable',
] as const;
export type OAuthErrorCode = (typeof OAUTH_ERRORS)[number];

/** More than any member needs; the handler knows closer bounds. */
const CHARS_MAX = 4_096;

/**
 * The token request's form. Every member is optional and free here: the handler refuses them, in the form of RFC 6749 (section
 * 5.2). Unknown members are ignored, as section 3.2 asks.
 */
export const tokenForm = z
  .looseObject({
    grant_type: chars(CHARS_MAX)
      .optional()
      .meta({ enum: ['client_credentials'] }),
    scope: chars(CHARS_MAX)
      .optional()
      .meta({ description: 'Scopes separated by single spaces; all of the client’s unless said.' }),
    client_id: chars(CHARS_MAX).optional(),
    client_secret: chars(CHARS_MAX).optional(),
  })
  .meta({ id: 'TokenRequest', required: ['grant_type'], examples: [{ grant_type: 'client_credentials' }] });

export const tokenAnswer = z
  .strictObject({
    access_token: z.string().meta({ description: 'An RFC 9068 JWT, RS256.' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds.', examples: [900] }),
    scope: z.string(),
  })
  .meta({ id: 'TokenAnswer' });

export const oauthError = z
  .strictObject({ error: z.enum(OAUTH_ERRORS), error_description: z.string() })
  .meta({ id: 'OAuthError', description: 'RFC 6749, section 5.2.' });

export const discovery = z
  .strictObject({
    issuer: z.string(),
    token_endpoint: z.string(),
    jwks_uri: z.string(),
    grant_types_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()),
    subject_types_supported: z.array(z.string()),
    id_token_signing_alg_values_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()),
    scopes_supported: z.array(z.string()),
  })
  .meta({ id: 'Discovery', description: 'OpenID Connect Discovery 1.0 and RFC 8414.' });

export const jwk = z
  .strictObject({
    kty: z.literal('RSA'),
    use: z.literal('sig'),
    alg: z.literal('RS256'),
    kid: z.string(),
    n: z.string(),
    e: z.string(),
  })
  .meta({ id: 'Jwk' });

export const jwks = z.strictObject({ keys: z.array(jwk) }).meta({ id: 'Jwks', description: 'RFC 7517.' });
