import { ApiProblem, CommandFailure } from './problem-error.ts';

/** Below, the API has decided, but for the two that say "later". */
const isDecided = (error: unknown): boolean =>
  error instanceof ApiProblem && error.status < 500 && error.status !== 429 && error.slug !== 'conflict';

/**
 * A call under a key that nobody wrote down: where its answer is lost, the money may have moved all the same. Then the failure
 * names the key, under which the same command asks again without a second effect.
 * @param isOnLine whether its user said the key
 */
export const underKey = async <T>(key: string, isOnLine: boolean, call: () => Promise<T>): Promise<T> =>
  call().catch((error: unknown) => {
    const isTold = error instanceof CommandFailure || error instanceof ApiProblem;
    if (!isTold || isDecided(error)) throw error;
    const same = isOnLine ? 'the same command' : `the same command with --key ${key}`;
    throw new CommandFailure(`${error.message} Whether it was done is not known: ${same} asks again, for one effect.`, {
      cause: error,
    });
  });
