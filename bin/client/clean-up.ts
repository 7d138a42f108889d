import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs, and then cleans up: also where a signal ends this process meanwhile, which then ends as shells expect of it. */
export const thenCleanUp = async <T>(run: () => Promise<T>, cleanUp: () => void): Promise<T> => {
  const onSignal = (signal: NodeJS.Signals) => {
    cleanUp();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    return await run();
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    cleanUp();
  }
};
