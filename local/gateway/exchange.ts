import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { InvokeResult } from '../lambda/functions.ts';
import { LambdaFault } from '../lambda/lambda-fault.ts';
import * as answers from './answer.ts';
import type { DeployedApi } from './deployed-api.ts';
import { type ReceivedHeaders, receivedHeaders } from './headers.ts';
import type { VerifiedToken } from './jwt.ts';
import { payload } from './payload.ts';
import type { Match } from './router.ts';

/** An HTTP API's own limits. */
export const MAX_PATH_CHARACTERS = 8_192;
export const MAX_HEADER_BYTES = 10_240;

export type InvokeRoute = (target: string, payload: string, traceId: string) => Promise<InvokeResult>;

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
  const chance = randomBytes(23);
  const receivedAt = Date.now();
  const second = Math.floor(receivedAt / 1000).toString(16);
  return {
    requestId: chance.toString('base64', 0, 11),
    traceId: `Root=1-${second}-${chance.toString('hex', 11)};Sampled=0`,
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

/** The refusal that needs neither body nor token, if there is one; finds the route on the way. */
export const refuseEarly = (exchange: Exchange, api: DeployedApi): answers.Answer | undefined => {
  if (exchange.path.length + exchange.query.length > MAX_PATH_CHARACTERS) return answers.URI_TOO_LONG;
  if (exchange.headers.size > MAX_HEADER_BYTES) return answers.HEADERS_TOO_LARGE;
  if (exchange.headers.ambiguous || !exchange.path.startsWith('/')) return answers.BAD_REQUEST;
  exchange.match = api.router.match(exchange.method, exchange.path);
  if (exchange.match === undefined) return answers.NOT_FOUND;
  return api.throttle?.take() === false ? answers.TOO_MANY : undefined;
};

/** The authorizer's refusal, if there is one; a promise only for a token never seen. */
export const authorize = (
  exchange: Exchange,
  api: DeployedApi,
): answers.Answer | undefined | Promise<answers.Answer | undefined> => {
  const route = exchange.match?.route;
  const authorizer = route === undefined ? undefined : api.authorizer(route);
  if (route === undefined || authorizer === undefined) return undefined;
  const keep = (outcome: VerifiedToken | answers.Answer): answers.Answer | undefined => {
    if ('status' in outcome) return outcome;
    exchange.token = outcome;
    return undefined;
  };
  const outcome = authorizer.check(exchange.headers.authorization, route.scopes);
  return outcome instanceof Promise ? outcome.then(keep) : keep(outcome);
};

/** What stands between the client and the function on AWS adds these. */
const forwarded = ({ headers: { all }, sourceIp, domain, traceId }: Exchange): Readonly<Record<string, string>> => {
  const before = all['x-forwarded-for'];
  return {
    ...all,
    'x-amzn-trace-id': traceId,
    'x-forwarded-for': before === undefined ? sourceIp : `${before}, ${sourceIp}`,
    'x-forwarded-port': domain.slice(domain.indexOf(':') + 1),
    'x-forwarded-proto': 'http',
  };
};

const event = (exchange: Exchange, match: Match, apiId: string, protocol: string, body: Buffer): string =>
  payload({
    apiId,
    domain: exchange.domain,
    requestId: exchange.requestId,
    method: exchange.method,
    path: exchange.path,
    query: exchange.query,
    protocol,
    sourceIp: exchange.sourceIp,
    userAgent: exchange.headers.userAgent,
    headers: forwarded(exchange),
    cookies: exchange.headers.cookies,
    contentType: exchange.headers.contentType,
    body,
    receivedAt: exchange.receivedAt,
    match,
    claims: exchange.token?.claimsJson,
  });

const refusal = (error: unknown): answers.Answer => {
  if (!(error instanceof LambdaFault)) throw error;
  if (error.code === 'TooManyRequestsException') return answers.UNAVAILABLE;
  return error.code === 'RequestTooLargeException' ? answers.TOO_LARGE : answers.INTERNAL;
};

/** Runs the route's function and turns its result into the answer. */
export const integrate = async (
  exchange: Exchange,
  apiId: string,
  protocol: string,
  body: Buffer,
  invoke: InvokeRoute,
): Promise<answers.Answer> => {
  const { match } = exchange;
  if (match === undefined) return answers.NOT_FOUND;
  const { target, timeoutMs } = match.route.integration;
  const { promise: expired, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), timeoutMs);
  try {
    const result = await Promise.race([
      invoke(target, event(exchange, match, apiId, protocol, body), exchange.traceId),
      expired,
    ]);
    exchange.integrationLatencyMs = Date.now() - exchange.receivedAt;
    if (result === undefined) return answers.UNAVAILABLE;
    exchange.integrationRequestId = result.requestId;
    return result.functionError === undefined ? answers.answerOf(result.payload) : answers.INTERNAL;
  } catch (error) {
    return refusal(error);
  } finally {
    clearTimeout(timer);
  }
};
