import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Reply } from './call.ts';
import { common } from './common-problems.ts';
import { type Problem, problemBody, Refusal } from './problem.ts';

/** What a function hands back to an HTTP API with payload format 2.0. */
export type HttpResult = APIGatewayProxyStructuredResultV2;

const contentType = (reply: Reply): string => (reply.status >= 400 ? 'application/problem+json' : 'application/json');

/** A stored answer is sent as it was kept, byte for byte; anything else is written as JSON. */
export const answerOf = (reply: Reply, requestId: string): HttpResult => {
  const headers: Record<string, string> = { 'x-request-id': requestId };
  if (reply.body !== undefined) headers['content-type'] = contentType(reply);
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers[name.toLowerCase()] = value;
  if (reply.body === undefined) return { statusCode: reply.status, headers };
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  return { statusCode: reply.status, headers, body };
};

/** Names under which the SDK reports that a service is busy, late or gone: trying again helps, nothing is broken. */
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TooManyRequestsException',
  'InternalServerError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
  'AbortError',
  'KMSInternalException',
  'DependencyTimeoutException',
  'TransactionInProgressException',
]);
const PASSING_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND']);

const isPassing = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return PASSING.has(error.name) || (code !== undefined && PASSING_CODES.has(code));
};

/** Which problem an error means to a client: its own, 503 for what passes, 500 for a defect of ours. */
export const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  if (isPassing(error)) return new Refusal(common.unavailable, 'A part that this call needs did not answer in time.');
  return new Refusal(common.internal, 'The fault is ours. Retrying with the same key is safe.');
};

const headersOf = (problem: Problem): Record<string, string> =>
  problem.retryAfterSeconds === undefined ? {} : { 'retry-after': String(problem.retryAfterSeconds) };

/** The answer that a refusal is. */
export const refusalReply = (refusal: Refusal, requestId: string): Reply => ({
  status: refusal.problem.status,
  body: problemBody(refusal.problem, refusal.message, requestId, refusal.errors),
  headers: headersOf(refusal.problem),
});
