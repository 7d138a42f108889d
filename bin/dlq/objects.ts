import { createHmac, hash } from 'node:crypto';
import { CommandFailure } from '../client/problem-error.ts';

/** An object of a bucket, as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** A version of an object, or the mark that one was deleted. */
export interface ObjectVersion {
  readonly key: string;
  readonly id: string;
}

/** The three calls of S3 that parked records need. */
export interface Objects {
  /** Up to `max` (1,000) objects, in the order of their keys. */
  readonly list: (bucket: string, max: number) => Promise<readonly ListedObject[]>;
  readonly read: (bucket: string, key: string) => Promise<string>;
  readonly remove: (bucket: string, key: string) => Promise<void>;
}

/** Those that empty a bucket. */
export interface ObjectVersions {
  /** Up to `max` (1,000) versions of objects, marks of deletion among them. */
  readonly versions: (bucket: string, max: number) => Promise<readonly ObjectVersion[]>;
  readonly removeVersion: (bucket: string, version: ObjectVersion) => Promise<void>;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

interface ObjectsOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
}

const TIMEOUT_MS = 30_000;
/** Lambda puts no more into one object than it puts into one payload. */
const MAX_BYTES = 16 * 1024 * 1024;

const sha256 = (text: string): string => hash('sha256', text);
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
/** As Signature Version 4 wants it: everything but unreserved characters. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

interface Call {
  readonly method: 'GET' | 'DELETE';
  readonly path: string;
  readonly query: string;
}

/** Signature Version 4 of a request without a body (AWS IAM user guide, "Create a signed AWS API request"). */
const signed = (call: Call, host: string, region: string, credentials: Credentials, now: Date) => {
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const headers: Record<string, string> = { host, 'x-amz-content-sha256': sha256(''), 'x-amz-date': stamp };
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const scope = `${day}/${region}/s3/aws4_request`;
  const canonical = `${call.method}\n${call.path}\n${call.query}\n${lines}\n${names.join(';')}\n${sha256('')}`;
  const start: Buffer = hmac(`AWS4${credentials.secretAccessKey}`, day);
  const key = [region, 's3', 'aws4_request'].reduce(hmac, start);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
};

const unescapeXml = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

/** The text of the first element of this name; undefined where there is none. */
const element = (xml: string, name: string): string | undefined => {
  const from = xml.indexOf(`<${name}>`);
  const to = from < 0 ? -1 : xml.indexOf(`</${name}>`, from);
  return to < 0 ? undefined : xml.slice(from + name.length + 2, to);
};

/** The objects of S3's `ListObjectsV2` answer. */
export const readListing = (xml: string): readonly ListedObject[] =>
  xml
    .split('<Contents>')
    .slice(1)
    .flatMap((one) => {
      const key = element(one, 'Key');
      return key === undefined ? [] : [{ key: unescapeXml(key), bytes: Number(element(one, 'Size') ?? 0) }];
    });

/** The versions and marks of S3's `ListObjectVersions` answer. */
export const readVersions = (xml: string): readonly ObjectVersion[] =>
  xml
    .split(/<(?:Version|DeleteMarker)>/)
    .slice(1)
    .flatMap((one) => {
      const key = element(one, 'Key');
      return key === undefined ? [] : [{ key: unescapeXml(key), id: element(one, 'VersionId') ?? 'null' }];
    });

/** S3 by path-style URLs. Its own client would be a large dependency for a few calls without a body. */
export const objectsOf = ({ endpoint, region, credentials }: ObjectsOptions): Objects & ObjectVersions => {
  const send = async (method: Call['method'], bucket: string, key: string, query = ''): Promise<string> => {
    const path = `/${[bucket, ...(key === '' ? [] : key.split('/'))].map(escaped).join('/')}`;
    const headers = signed({ method, path, query }, new URL(endpoint).host, region, await credentials(), new Date());
    const url = `${endpoint}${path}${query === '' ? '' : `?${query}`}`;
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new CommandFailure(`S3 answered ${response.status} for the bucket ${bucket}.`);
    if (Number(response.headers.get('content-length') ?? 0) > MAX_BYTES)
      throw new CommandFailure(`An object of the bucket ${bucket} is larger than any that Lambda puts aside.`);
    return response.text();
  };
  return {
    list: async (bucket, max) => readListing(await send('GET', bucket, '', `list-type=2&max-keys=${max}`)),
    read: (bucket, key) => send('GET', bucket, key),
    remove: async (bucket, key) => {
      await send('DELETE', bucket, key);
    },
    versions: async (bucket, max) => readVersions(await send('GET', bucket, '', `max-keys=${max}&versions=`)),
    removeVersion: async (bucket, { key, id }) => {
      await send('DELETE', bucket, key, `versionId=${escaped(id)}`);
    },
  };
};
