import type { Middleware, RunContext } from '../../../functions/kernel/core/pipeline.ts';

/** A run as middlewares see it. */
interface Run {
  event: unknown;
  readonly context: RunContext;
  readonly internal: Record<string, unknown>;
  response: unknown;
  error: unknown;
}
type Step = (run: Run) => unknown;
interface Steps {
  readonly before?: Step;
  readonly after?: Step;
  readonly onError?: Step;
}

/**
 * The same middlewares around the same handler as plain function calls, in middy's order: what a pipeline costs without middy. Those of a
 * function wait for nothing, so nothing waits for them here.
 */
export const byHand = <E, R, I extends object>(
  middlewares: readonly Middleware<never, R, I>[],
  handler: (event: never, context: RunContext) => Promise<unknown>,
): ((event: E, context: RunContext) => Promise<R>) => {
  const steps = middlewares as unknown as readonly Steps[];
  const back = [...steps].reverse();
  return async (event, context) => {
    const run: Run = { event, context, internal: {}, response: undefined, error: undefined };
    try {
      for (const { before } of steps) before?.(run);
      run.response = await handler(run.event as never, context);
      for (const { after } of back) after?.(run);
    } catch (error) {
      run.error = error;
      run.response = undefined;
      for (const { onError } of back) onError?.(run);
      if (run.response === undefined) throw error;
    }
    return run.response as R;
  };
};
