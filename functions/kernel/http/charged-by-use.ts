import type { Dynamo } from '../aws/dynamodb.ts';
import type { Call, Route } from '../core/call.ts';
import type { Operation } from '../core/operation.ts';
import { type Budgeting, budgeted } from './budgeted.ts';
import { callScopedStore } from './call-scoped-store.ts';

/** Items that are read or written for one item of a budget: together they cost no more than a transaction of the ledger. */
export const ITEMS_OF_ONE = 100;

type Send = (command: object, options?: object) => Promise<unknown>;
type Keyed<T> = Readonly<Record<string, readonly T[]>>;

/** Items of an answer, and of a batch of writes; a call without any is one. */
const itemsOf = (command: object, answer: unknown): number => {
  const { Items, Responses } = (answer ?? {}) as { Items?: readonly unknown[]; Responses?: Keyed<unknown> };
  const { input = {} } = command as { readonly input?: { readonly RequestItems?: Keyed<unknown> | object } };
  const lists = [Items, ...Object.values(Array.isArray(Responses) ? {} : (Responses ?? {}))];
  const asked = Object.values((input as { readonly RequestItems?: object }).RequestItems ?? {}) as readonly unknown[];
  const written = asked.filter((some): some is readonly unknown[] => Array.isArray(some));
  return Math.max(1, ...[...lists, ...written].map((some) => some?.length ?? 0));
};

/** The store as it is, and how many items went through it. */
const counting = (dynamo: Dynamo): { readonly dynamo: Dynamo; readonly count: () => number } => {
  const send = dynamo.send.bind(dynamo) as Send;
  let count = 0;
  const counted: Send = async (command, options) => {
    const answer = await send(command, options);
    count += itemsOf(command, answer);
    return answer;
  };
  return { dynamo: { send: counted as Dynamo['send'] }, count: () => count };
};

/**
 * A route whose work depends on what lies in the store: charged for `items` before it is served, and behind it for what it has read and
 * written beyond that, whether it was answered or refused. A tenant that is in debt by then waits with its next call.
 *
 * @param items what a call costs at least
 */
export const chargedByUse = <D extends { readonly dynamo: Dynamo }, O extends Operation>(
  budgeting: Budgeting | undefined,
  deps: D,
  make: (deps: D) => Route<O>,
  items: (call: Call<O>) => number,
): Route<O> => {
  if (budgeting === undefined) return callScopedStore(deps, make);
  const used = {
    ...make(deps),
    handle: async (call: Call<O>) => {
      const { dynamo, count } = counting(deps.dynamo);
      try {
        return await callScopedStore({ ...deps, dynamo }, make).handle(call);
      } finally {
        const more = Math.floor(count() / ITEMS_OF_ONE) - items(call);
        if (more > 0) await budgeting.budgets.settle(call.caller.tenant, more).catch(budgeting.onFault);
      }
    },
  };
  return budgeted(budgeting, used, items);
};
