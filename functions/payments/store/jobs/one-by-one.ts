import type { Arrived } from '../../../kernel/triggers/queue-batch.ts';

/** Kept back of a run's time for what is under way: a page, a group, a file that is being sent. */
export const LAST_MS = 20_000;

/** Handles messages one after the other; which of them failed, and why. */
export const oneByOne = async <M>(
  arrived: readonly Arrived<M>[],
  handle: (message: M) => Promise<void>,
): Promise<ReadonlyMap<string, unknown>> => {
  const left = new Map<string, unknown>();
  for (const { id, message } of arrived) {
    try {
      await handle(message);
    } catch (error) {
      left.set(id, error);
    }
  }
  return left;
};
