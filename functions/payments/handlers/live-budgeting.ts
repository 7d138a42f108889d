import { type Budget, Budgets } from '../../kernel/aws/budget.ts';
import { readEnv } from '../../kernel/core/env.ts';
import type { Log } from '../../kernel/core/log.ts';
import type { Budgeting } from '../../kernel/http/budgeted.ts';
import { budgetEnv } from '../env.ts';
import { askedKey } from '../store/table/keys.ts';
import type { PaymentsStore } from '../store/table/payments-store.ts';

/** Items that a tenant may ask for at once, in seconds of its budget, and at least one batch of a thousand payments. */
const BURST_SECONDS = 10;
const BURST_MIN = 4_000;

/** Each is charged: what follows a payment costs far more than the charge. */
export const askedBudgeting = (
  { dynamo, table, clock }: PaymentsStore,
  log: Pick<Log, 'error'>,
  budget: Budget,
): Budgeting => ({
  budgets: new Budgets({ dynamo, table, clock, keyOf: (tenant) => ({ ...askedKey(tenant) }), budget, together: 1 }),
  onFault: (error) => log.error('a budget could not be charged', { domain: 'payments' }, error),
});

/** The budgets of tenants, where the deployment sets them: as many items a second as at the ledger. */
export const liveBudgeting = (store: PaymentsStore, log: Pick<Log, 'error'>): Budgeting | undefined => {
  const { TENANT_BUDGET: said } = readEnv(budgetEnv);
  if (said === 'off') return undefined;
  const itemsPerSecond = Number(said);
  return askedBudgeting(store, log, {
    itemsPerSecond,
    burst: Math.max(BURST_MIN, itemsPerSecond * BURST_SECONDS),
  });
};
