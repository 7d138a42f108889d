import type { Dynamo } from '../aws/dynamodb.ts';
import type { Route } from '../core/call.ts';
import type { Operation } from '../core/operation.ts';

type Send = (command: object, options?: object) => Promise<unknown>;

/** The store as one call may use it: once that is answered, no request starts and those under way are broken off. */
const untilAnswered = (dynamo: Dynamo, answered: AbortSignal): Dynamo => {
  const send = dynamo.send.bind(dynamo) as Send;
  const sendInTime: Send = async (command, options) => {
    answered.throwIfAborted();
    return send(command, { ...options, abortSignal: answered });
  };
  return { send: sendInTime as Dynamo['send'] };
};

/** The route that `make` makes, each of its calls over a store that serves it only until it is answered. */
export const callScopedStore = <D extends { readonly dynamo: Dynamo }, O extends Operation>(
  deps: D,
  make: (deps: D) => Route<O>,
): Route<O> => ({
  ...make(deps),
  handle: (call) => make({ ...deps, dynamo: untilAnswered(deps.dynamo, call.answered) }).handle(call),
});
