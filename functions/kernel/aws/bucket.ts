import { type Aws, AwsRefusal, suffixOf } from './aws-call.ts';
import { signer, type Unsigned } from './sigv4.ts';

/** S3 has said that it cannot, or nothing at all. The name is the one by which a service says that it failed us. */
class BucketSilent extends Error {
  override readonly name = 'ServiceUnavailable';
}

/** What is sent: its length and hash are known before. */
export interface Sendable {
  readonly bytes: number;
  readonly sha256: string;
  readonly read: () => AsyncIterable<Uint8Array>;
}

export interface BucketPart {
  readonly content: Uint8Array;
  readonly total: number;
}

/** One bucket by path-style URLs. Its client would be larger than most functions for three calls. */
export interface Bucket {
  /** @throws AwsRefusal */
  readonly put: (key: string, content: Sendable) => Promise<void>;
  /** Undefined where there is no such object. @throws AwsRefusal */
  readonly open: (key: string, version?: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Bytes from `first` to `last`, both included. @throws AwsRefusal */
  readonly part: (
    key: string,
    range: { readonly first: number; readonly last: number },
    version?: string,
  ) => Promise<BucketPart | undefined>;
}

/** Of a request without a body. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** Longer than the largest file takes; the function's own end comes first. */
const TIMEOUT_MS = 120_000;
const sign = signer('s3');

/** As RFC 3986 has it (S3 API reference, "UriEncode"). */
export const uriEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Each part of a key for itself. */
const escaped = (key: string): string => key.split('/').map(uriEncoded).join('/');

const queryOf = (version: string | undefined): string =>
  version === undefined ? '' : `versionId=${encodeURIComponent(version)}`;

interface Asked extends Required<Pick<Unsigned, 'method' | 'path' | 'query' | 'bodySha256'>> {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Sendable;
}

const fetched = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new BucketSilent('S3 did not answer', { cause });
  }
};

/** A signed call of S3, at a path-style URL. 404 and 416 are answers; every other refusal throws. @throws AwsRefusal */
export const s3Call = async (
  aws: Aws,
  { method, path, query, bodySha256, headers, body }: Asked,
): Promise<Response> => {
  const endpoint = aws.endpoint ?? `https://s3.${aws.region}.${suffixOf(aws.region)}`;
  const all = { ...headers, host: new URL(endpoint).host, 'x-amz-content-sha256': bodySha256 };
  const unsigned = { method, path, query, headers: all, body: '', bodySha256, at: aws.clock.now() };
  const { host: _, ...signed } = sign(await aws.credentials(), aws.region, unsigned);
  const answer = await fetched(`${endpoint}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: { ...signed, ...(body === undefined ? {} : { 'content-length': String(body.bytes) }) },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined ? {} : { body: ReadableStream.from(body.read()), duplex: 'half' }),
  } as RequestInit);
  if (answer.ok || answer.status === 404 || answer.status === 416) return answer;
  await answer.body?.cancel();
  if (answer.status >= 500 || answer.status === 429) throw new BucketSilent('S3 asks to try again');
  throw new AwsRefusal(String(answer.status), `S3 ${method} was refused`);
};

export const bucket = (aws: Aws, name: string): Bucket => {
  const pathOf = (key: string): string => `/${name}/${escaped(key)}`;
  const get = async (key: string, query: string, headers: Readonly<Record<string, string>>) => {
    const answer = await s3Call(aws, { method: 'GET', path: pathOf(key), query, bodySha256: EMPTY_SHA256, headers });
    if (answer.ok) return answer;
    await answer.body?.cancel();
    return undefined;
  };
  return {
    put: async (key, content) => {
      const asked = { method: 'PUT', path: pathOf(key), query: '', bodySha256: content.sha256, headers: {} } as const;
      const answer = await s3Call(aws, { ...asked, body: content });
      await answer.body?.cancel();
      if (!answer.ok) throw new AwsRefusal(String(answer.status), 'S3 has no such bucket');
    },
    open: async (key, version) => (await get(key, queryOf(version), {}))?.body ?? undefined,
    part: async (key, { first, last }, version) => {
      const answer = await get(key, queryOf(version), { range: `bytes=${first}-${last}` });
      if (answer === undefined) return undefined;
      const content = new Uint8Array(await answer.arrayBuffer());
      const total = Number(answer.headers.get('content-range')?.split('/')[1] ?? content.length);
      return { content, total };
    },
  };
};
