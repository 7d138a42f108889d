import { createHash, createPublicKey } from 'node:crypto';
import { assert } from '../../kernel/core/assert.ts';

/** An RSA public key as RFC 7517 publishes it. */
export interface PublicJwk {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly alg: 'RS256';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
}

/** From the DER that the key service gives (SubjectPublicKeyInfo). The key id is RFC 7638's thumbprint: it names no account. */
export const publicJwk = (spki: Uint8Array): PublicJwk => {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' });
  assert(key.kty === 'RSA' && key.n !== undefined && key.e !== undefined, 'tokens are signed by an RSA key');
  const kid = createHash('sha256')
    .update(JSON.stringify({ e: key.e, kty: 'RSA', n: key.n }))
    .digest('base64url');
  return { kty: 'RSA', use: 'sig', alg: 'RS256', kid, n: key.n, e: key.e };
};
