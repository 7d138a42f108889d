import { hash } from 'node:crypto';

/** How KMS is asked; each gives its answer's bytes. */
export interface MacCalls {
  /** HMAC-SHA-256. */
  readonly mac: (keyId: string, message: Uint8Array) => Promise<Uint8Array>;
  /** RSASSA-PKCS1-v1_5 over a SHA-256 digest, which gives the same signature each time. */
  readonly sign: (keyId: string, digest: Uint8Array) => Promise<Uint8Array>;
}

/** `sign:<key>#<of>`, as lib/platform/shared-mac.ts writes it. */
const BY_SIGNATURE = /^sign:([^#]+)#(.+)$/;

/**
 * 32 bytes that nobody without the key can tell from random ones, the same each time. A throw-away stage has one key, which signs: there they
 * are the digest of its signature. What is signed begins with a zero byte, which no token does.
 */
export const macBy = async (calls: MacCalls, keyId: string, message: Uint8Array): Promise<Uint8Array> => {
  const [, key, of] = BY_SIGNATURE.exec(keyId) ?? [];
  if (key === undefined || of === undefined) return calls.mac(keyId, message);
  const signed = Buffer.concat([Buffer.from(`\0folio mac\0${of}\0`), message]);
  const signature = await calls.sign(key, hash('sha256', signed, 'buffer'));
  return hash('sha256', signature, 'buffer');
};
