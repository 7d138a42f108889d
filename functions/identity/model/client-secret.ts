import { assert } from '../../kernel/assert.ts';
import type { ClientView } from './client.ts';

/** Lets secret scanners know a leaked one at sight. */
const PREFIX = 'folio_';
const MAC_BYTES = 32;

/**
 * What the key service is asked to authenticate, to make the secret of one request: the same request gives the same secret
 * again, so that a replay is byte for byte although no secret is stored. Each part stands after its length, so that no two
 * requests share a message.
 */
export const secretMessage = (...parts: readonly string[]): Uint8Array =>
  Buffer.from(`client-secret/1;${parts.map((part) => `${Buffer.byteLength(part)}:${part};`).join('')}`);

/** 256 bits as text of the URL-safe alphabet, which no percent- or form-encoding changes. */
export const secretText = (mac: Uint8Array): string => {
  assert(mac.length === MAC_BYTES, 'a secret has 256 bits');
  return PREFIX + Buffer.from(mac).toString('base64url');
};

/** The place that the secret takes in an answer. No name can look like it: JSON escapes the quotes inside of texts. */
const HIDDEN = '"secret":""';

/** The answer with a secret, less the secret: what the receipt keeps. */
export const hiddenAnswer = ({ id, name, scopes, createdAt }: ClientView): string =>
  JSON.stringify({ id, name, scopes, secret: '', createdAt });

/** The answer as it was first sent, from what the receipt kept. */
export const revealedAnswer = (hidden: string, secret: string): string => {
  assert(hidden.split(HIDDEN).length === 2, 'a kept answer has exactly one place for its secret');
  return hidden.replace(HIDDEN, () => `"secret":${JSON.stringify(secret)}`);
};
