import type { InvokeResult } from '../lambda/functions.ts';
import { LambdaFault } from '../lambda/lambda-fault.ts';
import * as answers from './answer.ts';
import type { Exchange } from './exchange.ts';
import { payload } from './payload.ts';
import type { Match } from './router.ts';

export type InvokeRoute = (target: string, payload: string, traceId: string) => Promise<InvokeResult>;

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
