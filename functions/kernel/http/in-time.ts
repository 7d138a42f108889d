import { present } from '../core/assert.ts';
import { common } from '../core/common-problems.ts';
import type { Clock, Timer } from '../core/ports.ts';
import { Refusal } from '../core/problem.ts';
import type { HttpMiddleware, HttpRun } from './http-run.ts';

/** Why something is broken off that a route handler still does when its call is answered. The name is the SDK's for what was aborted. */
class CallAnswered extends Error {
  override readonly name = 'AbortError';
}

/** One for all calls: nothing is known of it but its name, and each would cost the writing of a stack. */
const CALL_ANSWERED = new CallAnswered('The call has been answered.');

/** Kept back of a run's time: for the answer, and for an answer in place of one that would come too late. */
const ANSWER_MS = 500;
const TIMEOUT_EARLY_MS = 200;
/** A run without a context. */
const UNLIMITED_MS = 10_000;

const tooLate = (): Refusal =>
  new Refusal(common.unavailable, 'The call took too long, and its outcome is open. Retry with the same key.');

/**
 * Answers 503 in place of a route handler that would end after Lambda's limit, and aborts the call's signal with whatever answer leaves.
 * Lambda freezes what still runs then and thaws it with the next request, minutes later: without the signal a commit could
 * follow an answer that says nothing of it. See docs/adr/0016.
 */
export const inTime = (clock: Clock, timer: Timer): HttpMiddleware => {
  const over = ({ internal }: { readonly internal: HttpRun }): void => internal.over?.();
  return {
    before: ({ context, internal }) => {
      const leftMs = context.getRemainingTimeInMillis?.();
      const controller = new AbortController();
      let callOff = () => {};
      internal.deadline = clock.now() + Math.max(0, (leftMs ?? UNLIMITED_MS) - ANSWER_MS);
      internal.answered = controller.signal;
      internal.tooLate = new Promise<never>((_, reject) => {
        if (leftMs === undefined) return;
        callOff = timer(Math.max(0, leftMs - TIMEOUT_EARLY_MS), () => {
          controller.abort(CALL_ANSWERED);
          reject(tooLate());
        });
      });
      // Where the call is refused before its route handler begins, nobody else looks at it.
      internal.tooLate.catch(() => undefined);
      internal.over = () => {
        callOff();
        controller.abort(CALL_ANSWERED);
      };
    },
    after: over,
    onError: over,
  };
};

/** What a route handler answers, or the refusal that takes its place when the time is over. */
export const raced = <T>(run: HttpRun, handled: Promise<T>): Promise<T> =>
  Promise.race([handled, present(run.tooLate, 'the limit of a call is set before its story begins')]);
