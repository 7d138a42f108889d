import type { Reply } from '../core/call.ts';
import type { Refusal } from '../core/problem.ts';
import { answerOf, refusalOf, refusalReply } from './http-answer.ts';
import type { HttpMiddleware, HttpRun } from './http-run.ts';

/** A refusal as its route wants it told, else as a problem document. What is our fault is one for every route. */
const problemReply = ({ received, found, headers }: HttpRun, refusal: Refusal): Reply => {
  const own = refusal.problem.status < 500 ? found?.route.refuse?.(refusal) : undefined;
  const reply = own ?? refusalReply(refusal, received.requestContext.requestId);
  return headers === undefined ? reply : { ...reply, headers: { ...reply.headers, ...headers } };
};

/**
 * Turns whatever is thrown into a problem document (RFC 9457), here and nowhere else. middy's own error handler would lose the
 * headers of a 503 and write a message that begins with a bracket as JSON.
 */
export const problemDocuments = (): HttpMiddleware => ({
  onError: (request) => {
    const refusal = refusalOf(request.error);
    request.internal.refusal = refusal;
    const reply = problemReply(request.internal, refusal);
    request.response = answerOf(reply, request.internal.received.requestContext.requestId);
  },
});
