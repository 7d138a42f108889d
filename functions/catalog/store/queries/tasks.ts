import { FunctionBusy, FunctionFailed, type InvokeFunction } from '../../../kernel/aws/invoke-function.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';

/** Runs a task of the registry and gives what it answered; undefined where it has not ended in time and goes on. */
export type AskTask = (payload: unknown) => Promise<unknown>;

const isLate = ({ cause }: FunctionFailed): boolean => cause instanceof Error && cause.name === 'TimeoutError';

/** @throws Refusal `unavailable` where it crashes, or runs as often as it may */
export const askTask =
  (invoke: InvokeFunction): AskTask =>
  async (payload) => {
    try {
      return JSON.parse((await invoke(payload)).text) as unknown;
    } catch (error) {
      if (error instanceof FunctionFailed && isLate(error)) return undefined;
      if (!(error instanceof FunctionFailed || error instanceof FunctionBusy)) throw error;
      throw new Refusal(common.unavailable, 'The registry, which keeps the releases, did not answer. Try again.');
    }
  };
