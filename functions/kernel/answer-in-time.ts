import type { Alarm } from './ports.ts';

/** Why something is broken off that a story still does when its call is answered. The name is the SDK's for what was aborted. */
class CallAnswered extends Error {
  override readonly name = 'AbortError';
}

/** One for all calls: nothing is known of it but its name, and each would cost the writing of a stack. */
const CALL_ANSWERED = new CallAnswered('The call has been answered.');

/**
 * Gives what `story` answers, or after `ms` throws what `late` says. From the answer on its signal is aborted, whoever gave
 * it. Lambda freezes what still runs then and thaws it with the next request, minutes later: without the signal a commit
 * could follow an answer that says nothing of it.
 *
 * @param ms undefined for no limit
 */
export const answerInTime = async <T>(
  alarm: Alarm,
  ms: number | undefined,
  late: () => Error,
  story: (answered: AbortSignal) => Promise<T>,
): Promise<T> => {
  const call = new AbortController();
  let callOff = () => {};
  const tooLate = new Promise<never>((_, reject) => {
    if (ms === undefined) return;
    callOff = alarm(ms, () => {
      call.abort(CALL_ANSWERED);
      reject(late());
    });
  });
  try {
    return await Promise.race([story(call.signal), tooLate]);
  } finally {
    callOff();
    call.abort(CALL_ANSWERED);
  }
};
