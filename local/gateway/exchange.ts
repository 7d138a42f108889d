import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type ReceivedHeaders, receivedHeaders } from './headers.ts';
import type { VerifiedToken } from './jwt.ts';
import type { Match } from './router.ts';

/** One request from its first byte to its answer, and what the access log tells of it. */
export interface Exchange {
  readonly requestId: string;
  /** As X-Ray writes it; nothing is sampled here. */
  readonly traceId: string;
  readonly receivedAt: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: ReceivedHeaders;
  readonly sourceIp: string;
  readonly domain: string;
  match: Match | undefined;
  token: VerifiedToken | undefined;
  integrationLatencyMs: number | undefined;
  integrationRequestId: string | undefined;
}

const split = (url: string): readonly [string, string] => {
  const absolute = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
  const mark = absolute.indexOf('?');
  return mark < 0 ? [absolute, ''] : [absolute.slice(0, mark), absolute.slice(mark + 1)];
};

export const openExchange = (request: IncomingMessage, domain: string): Exchange => {
  const [path, query] = split(request.url ?? '/');
  const random = randomBytes(23);
  const receivedAt = Date.now();
  const second = Math.floor(receivedAt / 1000).toString(16);
  return {
    requestId: random.toString('base64', 0, 11),
    traceId: `Root=1-${second}-${random.toString('hex', 11)};Sampled=0`,
    receivedAt,
    method: request.method ?? 'GET',
    path,
    query,
    headers: receivedHeaders(request.rawHeaders),
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    domain,
    match: undefined,
    token: undefined,
    integrationLatencyMs: undefined,
    integrationRequestId: undefined,
  };
};
