import { assert } from '../core/assert.ts';

/** 256 bits, as an HMAC-SHA-256 gives them. */
const SECRET_BYTES = 32;

/**
 * What the key service is asked to authenticate, to make a secret: the same request gives the same secret again, so that a replay
 * is byte for byte although no secret is stored. Each part stands after its length, so that no two secrets share a message.
 *
 * @param kind of secret and form of the message, `client-secret/1`: it never changes, or replays would show other secrets
 */
export const secretMessage = (kind: string, parts: readonly string[]): Uint8Array =>
  Buffer.from(`${kind};${parts.map((part) => `${Buffer.byteLength(part)}:${part};`).join('')}`);

/** A secret as text. @param prefix lets secret scanners know a leaked one at sight */
export const secretText = (prefix: string, encoding: 'base64' | 'base64url', secret: Uint8Array): string => {
  assert(secret.length === SECRET_BYTES, 'a secret has 256 bits');
  return prefix + Buffer.from(secret).toString(encoding);
};

/** The place that the secret takes in an answer. No other text can look like it: JSON escapes the quotes inside of texts. */
const HIDDEN = '"secret":""';

/** The answer with a secret, less the secret: what the receipt keeps. The empty place stands before `createdAt`. */
export const hiddenAnswer = <V extends { readonly createdAt: string }>({ createdAt, ...view }: V): string =>
  JSON.stringify({ ...view, secret: '', createdAt });

/** The answer as it was first sent, from what the receipt kept. */
export const revealedAnswer = (hidden: string, secret: string): string => {
  assert(hidden.split(HIDDEN).length === 2, 'a kept answer has exactly one place for its secret');
  return hidden.replace(HIDDEN, () => `"secret":${JSON.stringify(secret)}`);
};
