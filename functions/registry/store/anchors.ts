import { hash } from 'node:crypto';
import { type Aws, AwsRefusal, suffixOf } from '../../kernel/aws/aws-call.ts';
import { signer } from '../../kernel/aws/sigv4.ts';
import { type Anchor, anchorName, anchorsOf, readAnchorName } from '../contract/anchor.ts';

/** The bucket in which records are anchored: S3 by path-style URLs, whose client would be a large dependency for two calls. */
export interface Anchors {
  /** Puts a record's text there; once more is the same. @throws AwsRefusal */
  readonly put: (domain: string, seq: number, text: string) => Promise<void>;
  /** All of a domain, those that were hidden by a deletion included. @throws AwsRefusal */
  readonly list: (domain: string) => Promise<readonly Anchor[]>;
}

const TIMEOUT_MS = 10_000;
/** Of 1,000 names each: as many as the log has records at most, and as many again. */
const PAGES_MAX = 50;
const sign = signer('s3');

interface Call {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

/** In the order and the form that a signature wants; names and values of ours hold nothing that two encodings differ on. */
const queryOf = (query: Call['query']): string =>
  Object.entries(query)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');

const send = async (aws: Aws, { method, path, query, body }: Call): Promise<string> => {
  const endpoint = aws.endpoint ?? `https://s3.${aws.region}.${suffixOf(aws.region)}`;
  const text = queryOf(query);
  const digest = hash('sha256', body, 'buffer');
  const headers = {
    host: new URL(endpoint).host,
    'x-amz-content-sha256': digest.toString('hex'),
    // A bucket with a lock takes nothing without a checksum.
    ...(method === 'PUT' ? { 'x-amz-checksum-sha256': digest.toString('base64') } : {}),
  };
  const unsigned = { method, path, query: text, headers, body, at: aws.clock.now() };
  const { host: _, ...signed } = sign(await aws.credentials(), aws.region, unsigned);
  const answer = await fetch(`${endpoint}${path}${text === '' ? '' : `?${text}`}`, {
    method,
    headers: signed,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(method === 'PUT' ? { body } : {}),
  });
  const said = await answer.text();
  if (answer.ok) return said;
  throw new AwsRefusal(element(said, 'Code') ?? String(answer.status), element(said, 'Message') ?? '');
};

/** The text of the first element of this name; undefined where there is none. */
const element = (xml: string, name: string): string | undefined => {
  const from = xml.indexOf(`<${name}>`);
  const to = from < 0 ? -1 : xml.indexOf(`</${name}>`, from);
  return to < 0 ? undefined : xml.slice(from + name.length + 2, to);
};

/** The anchors of a `ListObjectVersions` answer: marks of deletion are elements of another name. */
const anchorsIn = (xml: string): readonly Anchor[] =>
  xml
    .split('<Version>')
    .slice(1)
    .flatMap((one) => {
      const anchor = readAnchorName(element(one, 'Key') ?? '');
      const at = Date.parse(element(one, 'LastModified') ?? '');
      return anchor === undefined || Number.isNaN(at) ? [] : [{ ...anchor, at }];
    });

export const anchors = (aws: Aws, bucket: string): Anchors => ({
  put: async (domain, seq, text) => {
    await send(aws, { method: 'PUT', path: `/${bucket}/${anchorName(domain, seq, text)}`, query: {}, body: text });
  },
  list: async (domain) => {
    const found: Anchor[] = [];
    let markers: Record<string, string> = {};
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const query = { versions: '', prefix: anchorsOf(domain), ...markers };
      const xml = await send(aws, { method: 'GET', path: `/${bucket}`, query, body: '' });
      found.push(...anchorsIn(xml));
      const key = element(xml, 'NextKeyMarker');
      if (element(xml, 'IsTruncated') !== 'true' || key === undefined) return found;
      const version = element(xml, 'NextVersionIdMarker');
      markers = { 'key-marker': key, ...(version === undefined ? {} : { 'version-id-marker': version }) };
    }
    throw new AwsRefusal('TooMany', `more anchors of ${domain} than its log can have`);
  },
});
