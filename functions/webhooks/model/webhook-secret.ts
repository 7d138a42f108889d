import { secretMessage, secretText } from '../../kernel/values/secret.ts';

/**
 * What a secret is made of. Its name is the receipt id of the request that it is given out to, derived from tenant, operation and
 * idempotency key. So a sender can derive it again at any time, and no table holds it.
 */
export const webhookSecretMessage = (tenant: string, name: string): Uint8Array =>
  secretMessage('webhook-secret/1', [tenant, name]);

/** Standard Webhooks 1.0: 24 to 64 bytes in base64 after the prefix. */
export const webhookSecretText = (secret: Uint8Array): string => secretText('whsec_', 'base64', secret);
