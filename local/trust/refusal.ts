import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Door, Secret } from './door.ts';

/** What a door looks at; Node's own request is one. */
export interface Knock {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export type Refusal = 'method' | 'host' | 'origin' | 'secret';

/** What each says to the person who reads it. */
export const REFUSALS: Readonly<Record<Refusal, string>> = {
  method: 'The local cloud answers no preflight: pages of other origins may not call it.',
  host: 'The Host of this request is not the local cloud. Call it by http://127.0.0.1 or http://localhost and its port.',
  origin: 'A page of another origin may not call the local cloud.',
  secret:
    'The credentials are not those of this start of the local cloud: they stand in local.json of its data folder.',
};

/** Of `http://host:port/path`, which counts in place of the `Host` header (RFC 9112, section 3.2.2); a path names no host. */
const hostOfTarget = (url: string): string | undefined =>
  url.startsWith('/') || url === '*' ? undefined : (/^http:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '');

const isOwnHost = ({ url = '/', headers }: Knock, { hosts }: Door): boolean => {
  const target = hostOfTarget(url);
  return hosts.has(headers.host?.toLowerCase() ?? '') && (target === undefined || hosts.has(target.toLowerCase()));
};

const isOwnOrigin = (origin: string, { hosts }: Door): boolean =>
  origin.startsWith('http://') && hosts.has(origin.slice('http://'.length).toLowerCase());

/** Somebody follows a link to here: the page that holds it reads nothing of the answer. */
const isVisit = ({ method, headers }: Knock): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

/** Browsers say where a request comes from by `Origin`, and by `Sec-Fetch-Site` where they send no `Origin`. */
const isOfAnotherPage = (knock: Knock, door: Door): boolean => {
  const { origin, 'sec-fetch-site': site } = knock.headers;
  if (origin !== undefined) return !isOwnOrigin(origin, door);
  return (site === 'cross-site' || site === 'same-site') && !isVisit(knock);
};

const isRight = (headers: IncomingHttpHeaders, { header, value }: Secret): boolean => {
  const given = headers[header];
  if (typeof given !== 'string' || given.length !== value.length) return false;
  const bytes = Buffer.from(given);
  return bytes.length === value.length && timingSafeEqual(bytes, value);
};

/** Asked by a browser before a page's call. With a secret nobody may ask for methods; without one that is the API's own business. */
const isPreflight = ({ method, headers }: Knock, { secret }: Door): boolean =>
  method === 'OPTIONS' && (secret !== undefined || headers['access-control-request-method'] !== undefined);

/**
 * Why a request may not come in by a port of this machine; undefined lets it in. A page open in a browser can send to loopback,
 * and reads answers once a name of its own leads there: it is told by the host, by the origin, and by not knowing the secret.
 * The method comes first, so that no preflight is ever answered. The secret is compared in constant time.
 */
export const refusal = (knock: Knock, door: Door): Refusal | undefined => {
  if (isPreflight(knock, door)) return 'method';
  if (!isOwnHost(knock, door)) return 'host';
  if (isOfAnotherPage(knock, door)) return 'origin';
  if (door.secret !== undefined && !isRight(knock.headers, door.secret)) return 'secret';
  return undefined;
};
