import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';

/** What a run has of its context; a simulator may leave it out. */
export type RunContext = Partial<Pick<Context, 'getRemainingTimeInMillis'>>;

/**
 * One concern around a handler: `before` runs in the order of the list, `after` and `onError` in the opposite one. `I` is what the
 * middlewares of a pipeline tell each other of one run (`request.internal`).
 */
export type Middleware<E, R, I extends object> = MiddlewareObj<E, R, Error, Context, I & Record<string, unknown>>;

/**
 * A finished pipeline: Lambda calls it, and a domain adds middlewares of its own, which run closest to the route handler. One that answers in place of
 * the route handler throws: what its `before` returns would leave without a line in the log.
 */
export interface Pipeline<E, R> {
  (event: E, context?: RunContext): Promise<R>;
  // biome-ignore lint/suspicious/noExplicitAny: middy's own middlewares are typed for events of any form.
  readonly use: (middleware: MiddlewareObj<any, any, any, any, any>) => Pipeline<E, R>;
}

/**
 * Middlewares around a handler, by middy. Its early timeout is off: it would answer while the handler works on, for a batch
 * that is then done. Who needs a limit has one of his own (http/in-time.ts).
 */
export const pipeline = <E, R, I extends object>(
  middlewares: readonly Middleware<never, R, I>[],
  // A middleware may hand on another event than Lambda's: the checked call, the read input.
  handler: (event: never, context: RunContext) => Promise<unknown>,
): Pipeline<E, R> => {
  const made = middy({ timeoutEarlyInMillis: 0 });
  for (const each of middlewares) made.use(each as MiddlewareObj);
  return made.handler(handler as never) as unknown as Pipeline<E, R>;
};
