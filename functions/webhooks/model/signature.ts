import { createHmac } from 'node:crypto';

/**
 * The headers of Standard Webhooks 1.0 (github.com/standard-webhooks, spec/standard-webhooks.md): HMAC-SHA-256 over
 * `<id>.<seconds>.<body>`, one signature for each secret, so that a receiver may know either during a rotation. Signed anew at
 * each attempt, since receivers refuse a timestamp that is more than minutes away.
 *
 * @param now milliseconds since the epoch
 */
export const signatureHeaders = (
  id: string,
  now: number,
  body: string,
  secrets: readonly Uint8Array[],
): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(now / 1000));
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
};
