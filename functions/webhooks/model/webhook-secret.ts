import { assert } from '../../kernel/assert.ts';
import type { EndpointView } from './endpoint.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/**
 * What the key service is asked to authenticate, to make a secret. Its name is the receipt of the request that it is given out
 * to, which is derived from tenant, operation and idempotency key: so a replay shows the same secret, a sender can make it
 * again at any time, and no table holds it. Each part stands after its length, so that no two secrets share a message.
 */
export const secretMessage = (tenant: string, name: string): Uint8Array =>
  Buffer.from(`webhook-secret/1;${[tenant, name].map((part) => `${Buffer.byteLength(part)}:${part};`).join('')}`);

/** Standard Webhooks 1.0: 24 to 64 bytes in base64 after the prefix. */
export const secretText = (secret: Uint8Array): string => {
  assert(secret.length === SECRET_BYTES, 'a secret has 256 bits');
  return PREFIX + Buffer.from(secret).toString('base64');
};

/** The place that the secret takes in an answer. No other text can look like it: JSON escapes the quotes inside of texts. */
const HIDDEN = '"secret":""';

/** The answer with a secret, less the secret: what the receipt keeps. */
export const hiddenAnswer = ({ createdAt, ...view }: EndpointView): string =>
  JSON.stringify({ ...view, secret: '', createdAt });

/** The answer as it was first sent, from what the receipt kept. */
export const revealedAnswer = (hidden: string, secret: Uint8Array): string => {
  assert(hidden.split(HIDDEN).length === 2, 'a kept answer has exactly one place for its secret');
  return hidden.replace(HIDDEN, () => `"secret":${JSON.stringify(secretText(secret))}`);
};
