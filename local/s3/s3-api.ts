import { AwsError } from '../aws/aws-error.ts';
import type { RestAnswer, RestCall } from '../aws/rest.ts';
import type { Buckets } from './buckets.ts';

const MAX_KEYS = 1_000;

const xml = (text: string): string => text.replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);

const listing = (buckets: Buckets, bucket: string, query: URLSearchParams): string => {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const asked = Number(query.get('max-keys') ?? MAX_KEYS);
  const max = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MAX_KEYS) : MAX_KEYS;
  const all = buckets.list(bucket, prefix).filter(({ key }) => key > after);
  const page = all.slice(0, max);
  const truncated = all.length > page.length;
  const contents = page.map(
    ({ key, size, modifiedAt }) =>
      `<Contents><Key>${xml(key)}</Key><LastModified>${new Date(modifiedAt).toISOString()}</LastModified><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const next = truncated ? `<NextContinuationToken>${xml(page.at(-1)?.key ?? '')}</NextContinuationToken>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${xml(bucket)}</Name><Prefix>${xml(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${max}</MaxKeys><IsTruncated>${truncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
};

/** `ListObjectVersions`: each object is its one version, since none is ever written over another. */
const versions = (buckets: Buckets, bucket: string, query: URLSearchParams): string => {
  const after = query.get('key-marker') ?? '';
  const all = buckets.list(bucket, query.get('prefix') ?? '').filter(({ key }) => key > after);
  const page = all.slice(0, MAX_KEYS);
  const truncated = all.length > page.length;
  const found = page.map(
    ({ key, size, modifiedAt }) =>
      `<Version><Key>${xml(key)}</Key><VersionId>null</VersionId><IsLatest>true</IsLatest><LastModified>${new Date(modifiedAt).toISOString()}</LastModified><Size>${size}</Size></Version>`,
  );
  const next = truncated ? `<NextKeyMarker>${xml(page.at(-1)?.key ?? '')}</NextKeyMarker>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?><ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${xml(bucket)}</Name><IsTruncated>${truncated}</IsTruncated>${next}${found.join('')}</ListVersionsResult>`;
};

/** `bytes=0-99` (RFC 9110, section 14.1.2), the one form that is asked for; undefined for all of it. */
const rangeOf = (header: unknown): { readonly first: number; readonly last: number } | undefined => {
  if (header === undefined) return undefined;
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(String(header)) ?? [];
  if (first === undefined || last === undefined)
    throw new AwsError('NotImplemented', 'This form of a range is not supported locally.', 501);
  return { first: Number(first), last: Number(last) };
};

const read = (object: Buffer, header: unknown): RestAnswer => {
  const range = rangeOf(header);
  const headers = { 'content-type': 'application/octet-stream' };
  if (range === undefined)
    return { status: 200, headers: { ...headers, 'content-length': String(object.length) }, body: object };
  if (range.first >= object.length) throw new AwsError('InvalidRange', 'The object has no such byte.', 416);
  const body = object.subarray(range.first, range.last + 1);
  const place = `bytes ${range.first}-${range.first + body.length - 1}/${object.length}`;
  return {
    status: 206,
    headers: { ...headers, 'content-length': String(body.length), 'content-range': place },
    body,
  };
};

const run = (buckets: Buckets, { method, path, query, headers: asked, body }: RestCall): RestAnswer => {
  const [bucket = '', ...rest] = path.slice(1).split('/');
  const key = rest.map(decodeURIComponent).join('/');
  if (method === 'GET' && key === '')
    return {
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: (query.has('versions') ? versions : listing)(buckets, bucket, query),
    };
  if (key === '') throw new AwsError('NotImplemented', 'Buckets are made by templates only.', 501);
  if (method === 'PUT') {
    buckets.put(bucket, key, body);
    return { status: 200, headers: {}, body: '' };
  }
  if (method === 'GET' || method === 'HEAD') {
    const answer = read(buckets.get(bucket, key), asked.range);
    return method === 'HEAD' ? { ...answer, body: '' } : answer;
  }
  if (method !== 'DELETE') throw new AwsError('MethodNotAllowed', 'The method is not supported locally.', 405);
  buckets.remove(bucket, key);
  return { status: 204, headers: {}, body: '' };
};

/** Objects by path-style URLs: put, get, delete and list. Errors in S3's own XML. */
export const s3Rest = (buckets: Buckets, call: RestCall): RestAnswer => {
  try {
    return run(buckets, call);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${error.code}</Code><Message>${xml(error.message)}</Message></Error>`;
    return { status: error.status, headers: { 'content-type': 'application/xml' }, body };
  }
};
