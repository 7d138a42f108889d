import type { Budgets } from '../aws/budget.ts';
import type { Call, Route } from '../core/call.ts';
import { common } from '../core/common-problems.ts';
import type { Operation } from '../core/operation.ts';
import { Refusal } from '../core/problem.ts';

/** What a route is held to; undefined where this deployment sets no budget. */
export interface Budgeting {
  readonly budgets: Budgets;
  /** Told of a charge that failed: it keeps no request from being served. */
  readonly onFault: (error: unknown) => void;
}

/** From so many items on a request is charged before it is served, and not with others. */
const LARGE = 25;

const refused = (waitMs: number): Refusal =>
  new Refusal(
    common['over-budget'],
    'Your tenant has used its budget of items for now. Nothing was done. Retry with the same key.',
    [],
    Math.max(1, Math.ceil(waitMs / 1000)),
  );

/** How long the tenant has to wait; what goes wrong is told, and counts as a yes: a budget is no reason to stop money. */
const charged = async ({ budgets, onFault }: Budgeting, tenant: string, undone: number): Promise<number> => {
  try {
    return await budgets.charge(tenant, undone);
  } catch (error) {
    onFault(error);
    return 0;
  }
};

/**
 * The same route within the budget of each tenant. A large request is charged first and refused as a whole. Small ones are
 * charged together, beside the story of the last of them, which waits for the charge only where its story is quicker.
 *
 * @param items how many a call asks for; 0 for one that is free
 */
export const budgeted = <O extends Operation>(
  budgeting: Budgeting | undefined,
  route: Route<O>,
  items: (call: Call<O>) => number = () => 1,
): Route<O> => {
  if (budgeting === undefined) return route;
  const { budgets } = budgeting;
  return {
    ...route,
    handle: async (call) => {
      const { tenant } = call.caller;
      const asked = items(call);
      if (asked === 0) return route.handle(call);
      const barred = budgets.barredFor(tenant);
      if (barred > 0) throw refused(barred);
      const used = budgets.use(tenant, asked);
      if (used === 'gathered') return route.handle(call);
      if (used === 'due' && asked < LARGE) {
        const charging = charged(budgeting, tenant, 0);
        try {
          return await route.handle(call);
        } finally {
          await charging;
        }
      }
      const wait = await charged(budgeting, tenant, asked);
      if (wait > 0) throw refused(wait);
      return route.handle(call);
    },
  };
};
