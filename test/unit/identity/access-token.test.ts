import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, importJWK, jwtVerify } from 'jose';
import { claims, compactToken, signingInput } from '../../../functions/identity/model/access-token.ts';
import { publicJwk } from '../../../functions/identity/model/public-jwk.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = publicKey.export({ format: 'der', type: 'spki' });
const NOW = 1_795_000_000_500;
const client = { id: 'cli_1', tenant: 'acme', name: 'n', scopes: ['admin'], createdAt: 0 } as const;
const payload = claims({
  issuer: 'https://api.example.com',
  audience: 'folio',
  client,
  generation: 2,
  scopes: ['ledger:read', 'admin'],
  jti: Buffer.alloc(16, 1),
  now: NOW,
});

describe('an access token', () => {
  test('is verified by an independent implementation with the published key alone', async () => {
    const jwk = publicJwk(spki);
    const { text } = signingInput(jwk.kid, payload);
    const token = compactToken(text, sign('sha256', Buffer.from(text), privateKey));
    const verified = await jwtVerify(token, await importJWK({ ...jwk }), {
      issuer: 'https://api.example.com',
      audience: 'folio',
      algorithms: ['RS256'],
      typ: 'at+jwt',
      currentDate: new Date(NOW),
    });
    expect(verified.protectedHeader).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: jwk.kid });
    expect(verified.payload).toEqual({
      iss: 'https://api.example.com',
      aud: 'folio',
      sub: 'cli_1',
      client_id: 'cli_1',
      tenant: 'acme',
      scope: 'ledger:read admin',
      client_generation: 2,
      jti: 'AQEBAQEBAQEBAQEBAQEBAQ',
      iat: 1_795_000_000,
      exp: 1_795_000_900,
    });
  });

  test('is signed over the SHA-256 that goes to the key service', () => {
    const { text, digest } = signingInput('k', payload);
    const header = Buffer.from(text.split('.')[0] ?? '', 'base64url').toString();
    expect(JSON.parse(header)).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: 'k' });
    expect(digest).toHaveLength(32);
  });
});

describe('a published key', () => {
  test('is named by RFC 7638’s thumbprint and holds nothing private', async () => {
    const jwk = publicJwk(spki);
    expect(jwk.kid).toBe(await calculateJwkThumbprint({ kty: jwk.kty, n: jwk.n, e: jwk.e }));
    expect(Object.keys(jwk).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(createPublicKey({ key: { ...jwk }, format: 'jwk' }).equals(publicKey)).toBe(true);
  });

  test('of another kind than RSA is a defect, since the gateway takes no other', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(() => publicJwk(other.export({ format: 'der', type: 'spki' }))).toThrow('RSA');
  });
});
