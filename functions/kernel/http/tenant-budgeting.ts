import { type Budget, type BudgetDeps, Budgets } from '../aws/budget.ts';
import type { Log } from '../core/log.ts';
import type { Budgeting } from './budgeted.ts';

/** Items that a tenant may ask for at once, in seconds of its budget. */
const BURST_SECONDS = 10;

/** What a deployment says of a tenant's budget: items a second, or `off`. @param burstMin what may be asked for at once at least */
export const budgetOf = (said: string, burstMin: number): Budget | undefined => {
  if (said === 'off') return undefined;
  const itemsPerSecond = Number(said);
  return { itemsPerSecond, burst: Math.max(burstMin, itemsPerSecond * BURST_SECONDS) };
};

/** Budgets in the table of a domain whose calls cost far more than the charge: each is charged by itself. */
export const tenantBudgeting = (
  { dynamo, table, clock }: Pick<BudgetDeps, 'dynamo' | 'table' | 'clock'>,
  log: Pick<Log, 'error'>,
  { domain, ...of }: { readonly domain: string } & Pick<BudgetDeps, 'keyOf' | 'budget' | 'expiresBy'>,
): Budgeting => ({
  budgets: new Budgets({ dynamo, table, clock, ...of, together: 1 }),
  onFault: (error) => log.error('a budget could not be charged', { domain }, error),
});
