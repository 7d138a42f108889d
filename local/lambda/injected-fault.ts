import type { Outcome } from './environment.ts';
import { failure, timedOut } from './protocol.ts';

/**
 * What a function can be made to suffer, each as AWS would show it to whoever invokes: `stop` is a reserved concurrency of 0
 * (throttled, not run), `throw` an unhandled error at once, `hang` a run that lasts until the function's timeout and then fails.
 */
export const INJECTED_FAULTS = ['stop', 'throw', 'hang'] as const;
export type InjectedFault = (typeof INJECTED_FAULTS)[number];

/** What becomes of an invocation instead of a run. One that hangs does so to its end, though its function be healed meanwhile. */
export const suffer = (
  fault: Exclude<InjectedFault, 'stop'>,
  requestId: string,
  timeoutMs: number,
): Promise<Outcome> => {
  if (fault === 'throw') return Promise.resolve({ payload: failure('InjectedFault', 'made to throw'), failed: true });
  const outcome = { payload: timedOut(requestId, timeoutMs), failed: true };
  return new Promise((resolve) => void setTimeout(() => resolve(outcome), timeoutMs).unref());
};
