import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A `POST` to `/` without a query unless said, as AWS's JSON protocols have it. Header names are in lower case. */
export interface Unsigned {
  readonly method?: 'GET' | 'PATCH' | 'POST' | 'PUT';
  /** As it is sent: escaped where it has to be. */
  readonly path?: string;
  /** As it is sent, with its names in order. */
  readonly query?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of the body, in hex, where it is sent as a stream and stands not in `body`. */
  readonly bodySha256?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const sha256 = (text: string): string => hash('sha256', text);
const hmac = (key: string | Buffer | KeyObject, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** `20261122T100000Z`. */
const stampOf = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');

/**
 * Signs requests to one service by Signature Version 4 (AWS IAM user guide, "Create a signed AWS API request"). The key of a
 * day is derived once, so that a signature costs three hashes.
 */
export const signer = (service: string) => {
  // SigV4 escapes a path twice, S3's once. `path` comes escaped once, so that the second time only changes '%'.
  const canonicalPath = (path: string): string => (service === 's3' ? path : path.replaceAll('%', '%25'));
  let known: { readonly id: string; readonly key: KeyObject } | undefined;
  const keyOf = (secret: string, day: string, region: string): KeyObject => {
    const id = `${day}/${region}/${secret}`;
    if (known?.id !== id) {
      const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, day));
      // As a key object: making one of a buffer takes longer than the signature.
      known = { id, key: createSecretKey(key) };
    }
    return known.key;
  };
  /** The headers to send: those given, and what the signature adds. */
  return (credentials: Credentials, region: string, request: Unsigned): Readonly<Record<string, string>> => {
    const stamp = stampOf(request.at);
    const day = stamp.slice(0, 8);
    const headers: Record<string, string> = { ...request.headers, 'x-amz-date': stamp };
    if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
    const names = Object.keys(headers).sort();
    const signed = names.join(';');
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const scope = `${day}/${region}/${service}/aws4_request`;
    const canonical = `${request.method ?? 'POST'}\n${canonicalPath(request.path ?? '/')}\n${request.query ?? ''}\n${lines}\n${signed}\n${request.bodySha256 ?? sha256(request.body)}`;
    const key = keyOf(credentials.secretAccessKey, day, region);
    const signature = hmac(key, `${ALGORITHM}\n${stamp}\n${scope}\n${sha256(canonical)}`).toString('hex');
    headers.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  };
};
