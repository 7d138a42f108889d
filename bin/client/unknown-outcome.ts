import { constants } from 'node:os';
import { stderr } from './outlet.ts';
import { ApiProblem, CommandFailure } from './problem-error.ts';

/** Below, the API has decided, but for the two that say "later". */
const isDecided = (error: unknown): boolean =>
  error instanceof ApiProblem && error.status < 500 && error.status !== 429 && error.slug !== 'conflict';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How a signal ends this process: with a last line, and as shells expect of it. */
export interface Leaving {
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'removeListener'>;
  readonly leave: (line: string, code: number) => void;
}

const OWN: Leaving = {
  signals: process,
  leave: (line, code) => {
    stderr().write(`folio: ${line}\n`);
    process.exit(code);
  },
};

/**
 * A call under a key that nobody wrote down: where its answer is lost, or nobody waits for it any more, the money may have moved all the
 * same. Then the failure names the key, under which the same command asks again without a second effect.
 * @param isOnLine whether its user said the key
 */
export const underKey = async <T>(
  key: string,
  isOnLine: boolean,
  call: () => Promise<T>,
  { signals, leave }: Leaving = OWN,
): Promise<T> => {
  const same = isOnLine ? 'the same command' : `the same command with --key ${key}`;
  const unknown = `Whether it was done is not known: ${same} asks again, for one effect.`;
  const interrupted = (signal: (typeof SIGNALS)[number]) =>
    leave(`Interrupted. ${unknown}`, 128 + constants.signals[signal]);
  for (const signal of SIGNALS) signals.on(signal, interrupted);
  try {
    return await call();
  } catch (error) {
    const isTold = error instanceof CommandFailure || error instanceof ApiProblem;
    if (!isTold || isDecided(error)) throw error;
    throw new CommandFailure(`${error.message} ${unknown}`, { cause: error });
  } finally {
    for (const signal of SIGNALS) signals.removeListener(signal, interrupted);
  }
};
