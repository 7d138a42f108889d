import { createHash } from 'node:crypto';
import type { Scope } from '../../kernel/core/operation.ts';
import type { Client } from './client.ts';

export const TOKEN_SECONDS = 900;

/** The claims of RFC 9068, plus the tenant and the client's generation. */
export interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly client_id: string;
  readonly tenant: string;
  readonly scope: string;
  /** Which of the client's secrets it was got with: tokens of an earlier one change no client. */
  readonly client_generation: number;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
}

export interface Grant {
  readonly issuer: string;
  /** The API that the token is for; another stage's is another one. */
  readonly audience: string;
  readonly client: Client;
  readonly generation: number;
  readonly scopes: readonly Scope[];
  /** 16 random bytes. */
  readonly jti: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a token says. Its subject is the client itself (RFC 9068, section 2.2: no resource owner takes part). */
export const claims = ({ issuer, audience, client, generation, scopes, jti, now }: Grant): Claims => {
  const iat = Math.floor(now / 1000);
  return {
    iss: issuer,
    aud: audience,
    sub: client.id,
    client_id: client.id,
    tenant: client.tenant,
    scope: scopes.join(' '),
    client_generation: generation,
    jti: Buffer.from(jti).toString('base64url'),
    iat,
    exp: iat + TOKEN_SECONDS,
  };
};

const segment = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** The text that is signed, and its SHA-256, which is all that the key service gets to see. */
export const signingInput = (kid: string, payload: Claims): { readonly text: string; readonly digest: Uint8Array } => {
  const text = `${segment({ alg: 'RS256', typ: 'at+jwt', kid })}.${segment(payload)}`;
  return { text, digest: createHash('sha256').update(text).digest() };
};

export const compactToken = (text: string, signature: Uint8Array): string =>
  `${text}.${Buffer.from(signature).toString('base64url')}`;
