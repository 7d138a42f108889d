import { secretMessage, secretText } from '../../kernel/values/secret.ts';

/** What the secret of one request is made of: tenant, operation and key. */
export const clientSecretMessage = (...parts: readonly string[]): Uint8Array => secretMessage('client-secret/1', parts);

/** In the URL-safe alphabet, which no percent- or form-encoding changes. */
export const clientSecretText = (secret: Uint8Array): string => secretText('folio_', 'base64url', secret);
