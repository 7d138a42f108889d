import { isUtf8 } from 'node:buffer';
import { ACCOUNT } from '../account.ts';
import { percentDecoded } from './percent.ts';
import type { Match } from './router.ts';

/** One request on its way to a function. */
export interface Inbound {
  readonly apiId: string;
  readonly domain: string;
  readonly requestId: string;
  readonly method: string;
  /** As sent, still percent-encoded. */
  readonly path: string;
  readonly query: string;
  readonly protocol: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly contentType: string;
  readonly body: Buffer;
  readonly receivedAt: number;
  readonly match: Match;
  /** JSON of `authorizer.jwt.claims`, when the route has an authorizer. */
  readonly claims: string | undefined;
}

const TEXT = /^(?:text\/|application\/(?:[\w.+-]+\+)?(?:json|xml|javascript)\b)/i;

/** Whether the body goes to the function as text; everything else, and text that is not UTF-8, goes as base64. */
export const isText = (contentType: string, body: Buffer): boolean => TEXT.test(contentType) && isUtf8(body);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
let lastSecond = 0;
let lastTime = '';

/** `22/Nov/2026:19:03:58 +0000` */
export const logTime = (ms: number): string => {
  const second = Math.floor(ms / 1000);
  if (second === lastSecond) return lastTime;
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}`;
  lastSecond = second;
  lastTime = `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
  return lastTime;
};

const queryParameters = (query: string): string => {
  const joined: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined[name];
    joined[name] = before === undefined ? value : `${before},${value}`;
  }
  return JSON.stringify(joined);
};

const bodyPart = (contentType: string, body: Buffer): string => {
  if (body.length === 0) return '"isBase64Encoded":false';
  return isText(contentType, body)
    ? `"body":${JSON.stringify(body.toString('utf8'))},"isBase64Encoded":false`
    : `"body":"${body.toString('base64')}","isBase64Encoded":true`;
};

const authorizerPart = ({ claims, match }: Inbound): string => {
  if (claims === undefined) return '';
  const scopes = match.route.scopes.length === 0 ? 'null' : JSON.stringify(match.route.scopes);
  return `"authorizer":{"jwt":{"claims":${claims},"scopes":${scopes}}},`;
};

/**
 * The event of payload format 2.0 as JSON text. Written by hand: it is parsed once, in the function's thread, and this is the
 * hottest line of the local cloud. `rawPath` is decoded, as HTTP APIs do (function URLs do not).
 */
export const payload = (inbound: Inbound): string => {
  const { match, cookies, query } = inbound;
  const routeKey = JSON.stringify(match.route.routeKey);
  const path = JSON.stringify(percentDecoded(inbound.path));
  return `{"version":"2.0","routeKey":${routeKey},"rawPath":${path},"rawQueryString":${JSON.stringify(query)},${
    cookies.length > 0 ? `"cookies":${JSON.stringify(cookies)},` : ''
  }"headers":${JSON.stringify(inbound.headers)},${
    query === '' ? '' : `"queryStringParameters":${queryParameters(query)},`
  }"requestContext":{"accountId":"${ACCOUNT}","apiId":"${inbound.apiId}",${authorizerPart(inbound)}"domainName":${JSON.stringify(
    inbound.domain,
  )},"domainPrefix":"${inbound.apiId}","http":{"method":"${inbound.method}","path":${path},"protocol":"${inbound.protocol}","sourceIp":"${
    inbound.sourceIp
  }","userAgent":${JSON.stringify(inbound.userAgent)}},"requestId":"${inbound.requestId}","routeKey":${routeKey},"stage":"$default","time":"${logTime(
    inbound.receivedAt,
  )}","timeEpoch":${inbound.receivedAt}},${
    match.parameters === undefined ? '' : `"pathParameters":${JSON.stringify(match.parameters)},`
  }${bodyPart(inbound.contentType, inbound.body)}}`;
};
