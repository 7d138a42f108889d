import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../aws/aws-error.ts';
import type { KeyStore, KmsKey } from './key-store.ts';

/** `key id (36) | nonce (12) | tag (16) | encrypted`: the key is found from the blob, as KMS does. */
const ID_BYTES = 36;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = ID_BYTES + NONCE_BYTES + TAG_BYTES;

export type EncryptionContext = Readonly<Record<string, string>>;

const bind = (context: EncryptionContext): Buffer => Buffer.from(JSON.stringify(Object.entries(context).sort()));

export const encrypt = (key: KmsKey, plain: Buffer, context: EncryptionContext): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce).setAAD(bind(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from(key.id), nonce, cipher.getAuthTag(), body]);
};

/** @throws AwsError InvalidCiphertextException for anything that was not encrypted here under the same context. */
export const decrypt = (keys: KeyStore, blob: Buffer, context: EncryptionContext) => {
  const refuse = (): AwsError => new AwsError('InvalidCiphertextException', 'The ciphertext cannot be decrypted.');
  const id = blob.subarray(0, ID_BYTES).toString('latin1');
  if (blob.length < HEAD_BYTES || !keys.has(id)) throw refuse();
  const key = keys.get(id);
  const nonce = blob.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(bind(context)).setAuthTag(blob.subarray(ID_BYTES + NONCE_BYTES, HEAD_BYTES));
  try {
    return { key, plain: Buffer.concat([decipher.update(blob.subarray(HEAD_BYTES)), decipher.final()]) };
  } catch {
    throw refuse();
  }
};
