import type { Budget } from '../../kernel/aws/budget.ts';
import { readEnv } from '../../kernel/core/env.ts';
import type { Log } from '../../kernel/core/log.ts';
import type { Budgeting } from '../../kernel/http/budgeted.ts';
import { budgetOf, tenantBudgeting } from '../../kernel/http/tenant-budgeting.ts';
import { budgetEnv } from '../env.ts';
import { askedKey } from '../store/table/keys.ts';
import type { StatementsStore } from '../store/table/statements-store.ts';

/** Two calls of a rebuild. */
const BURST_MIN = 2_000;

export const askedBudgeting = (store: StatementsStore, log: Pick<Log, 'error'>, budget: Budget): Budgeting =>
  tenantBudgeting(store, log, { domain: 'statements', keyOf: (tenant) => ({ ...askedKey(tenant) }), budget });

/** The budgets of tenants, where the deployment sets them: as many items a second as at the ledger. */
export const liveBudgeting = (store: StatementsStore, log: Pick<Log, 'error'>): Budgeting | undefined => {
  const budget = budgetOf(readEnv(budgetEnv).TENANT_BUDGET, BURST_MIN);
  return budget && askedBudgeting(store, log, budget);
};
