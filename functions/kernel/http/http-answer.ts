import { classifyAwsError } from '../aws/classify-aws-error.ts';
import type { Reply } from '../core/call.ts';
import { common } from '../core/common-problems.ts';
import { problemBody, Refusal } from '../core/problem.ts';

/** What a function hands back to an HTTP API, payload format 2.0. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The body is bytes, written so. */
  readonly isBase64Encoded?: true;
}

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

/** RFC 6797: whoever has come by TLS once comes by nothing else. Over plain HTTP, on one's own machine, it means nothing. */
const ONE_YEAR = 'max-age=31536000';

/** A text with an error's status is a stored refusal, and those are problems; route handlers answer other errors as objects. */
const typeOf = (reply: Reply): string =>
  typeof reply.body === 'string' && reply.status >= 400 ? PROBLEM_TYPE : JSON_TYPE;

/** The gateway's form of a reply. Answers are about money and people, so nothing keeps them unless a route handler says so. */
export const answerOf = (reply: Reply, requestId: string): HttpResult => {
  const { status, body, headers } = reply;
  const always = {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'strict-transport-security': ONE_YEAR,
    'cache-control': 'no-store',
  };
  if (body === undefined) return { statusCode: status, headers: { ...always, ...headers } };
  if (body instanceof Uint8Array)
    return {
      statusCode: status,
      headers: { 'content-type': 'application/octet-stream', ...always, ...headers },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    };
  return {
    statusCode: status,
    headers: { 'content-type': typeOf(reply), ...always, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
};

/**
 * What the client hears of anything thrown. An expected "no" says itself; a service that failed us is 503 `unavailable`; the
 * rest is our defect, 500, and says nothing of its cause.
 */
export const refusalOf = (thrown: unknown): Refusal => {
  if (thrown instanceof Refusal) return thrown;
  const failure = classifyAwsError(thrown);
  if (failure === 'conflict') return new Refusal(common.conflict, 'Others changed the same object at once. Retry.');
  if (failure === 'unavailable') {
    return new Refusal(common.unavailable, 'A part that this call needs did not answer. Retry with the same key.');
  }
  return new Refusal(common.internal, 'The fault is ours. Quote the request id when you report it.');
};

const challenge = (status: number): Readonly<Record<string, string>> =>
  status === 401 ? { 'www-authenticate': 'Bearer' } : {};

/** The reply that tells a refusal as a problem document. */
export const refusalReply = ({ problem, message, errors, retryAfterSeconds }: Refusal, requestId: string): Reply => ({
  status: problem.status,
  body: JSON.stringify(problemBody(problem, message, requestId, errors)),
  headers: {
    ...challenge(problem.status),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  },
});
