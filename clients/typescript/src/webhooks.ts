/** The headers of a delivery, by any names' case. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What was received is not from Folio, or not from now: answer 400, and do nothing for it. */
export class NotGenuine extends Error {
  override readonly name = 'NotGenuine';
}

/** Standard Webhooks: a delivery that is older, or younger, than five minutes is refused. */
const TOLERANCE_SECONDS = 300;
const SECRET_PREFIX = 'whsec_';

const headerOf = (headers: WebhookHeaders, name: string): string => {
  if (headers instanceof Headers) return headers.get(name) ?? '';
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    throw new NotGenuine('A secret or a signature is no base64.');
  }
};

/** Web Crypto's own comparison, which takes the same time for any difference. */
const isSignedBy = async (secret: string, signature: Uint8Array<ArrayBuffer>, signed: Uint8Array<ArrayBuffer>) => {
  const raw = bytesOf(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret);
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  return crypto.subtle.verify('HMAC', key, signature, signed);
};

export interface Received {
  readonly headers: WebhookHeaders;
  /** Exactly as it was received: another spelling of the same JSON has another signature. */
  readonly body: string;
}

/**
 * Checks a delivery by Standard Webhooks (HMAC-SHA256 over id, time and body), and gives its id, by which you know one that comes again, and what it holds.
 *
 * @param secrets of the endpoint; two while one is being rotated
 * @param now in ms since the epoch
 * @throws NotGenuine
 */
export const verifyWebhook = async (
  { headers, body }: Received,
  secrets: string | readonly string[],
  now: number = Date.now(),
): Promise<{ readonly id: string; readonly event: unknown }> => {
  const [id, time, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  ) as [string, string, string];
  const age = Math.abs(now / 1000 - Number(time));
  if (id === '' || !/^\d{1,12}$/.test(time) || age > TOLERANCE_SECONDS)
    throw new NotGenuine('The delivery has no id, or was not sent within the last five minutes.');
  const signed = new TextEncoder().encode(`${id}.${time}.${body}`);
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : []));
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets)
    for (const signature of given)
      if (await isSignedBy(secret, bytesOf(signature), signed)) return { id, event: JSON.parse(body) as unknown };
  throw new NotGenuine('No signature of this delivery was made with the secret.');
};
