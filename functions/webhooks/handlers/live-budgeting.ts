import type { Budget } from '../../kernel/aws/budget.ts';
import type { Log } from '../../kernel/core/log.ts';
import type { Budgeting } from '../../kernel/http/budgeted.ts';
import { tenantBudgeting } from '../../kernel/http/tenant-budgeting.ts';
import { changesKey, TABLE } from '../store/table/keys.ts';
import type { WebhooksStore } from '../store/table/webhooks-store.ts';

/**
 * What each tenant may ask of the API that others notice: requests that make attempts at once, look names up or change what is
 * sent. A thousand parked deliveries are begun anew within two minutes.
 */
export const CHANGES_BUDGET: Budget = { itemsPerSecond: 10, burst: 600 };

/** Each is charged: they are few, and cost far more than the charge. */
export const changesBudgeting = (store: WebhooksStore, log: Pick<Log, 'error'>, budget = CHANGES_BUDGET): Budgeting =>
  tenantBudgeting(store, log, {
    domain: 'webhooks',
    keyOf: (tenant) => ({ ...changesKey(tenant) }),
    budget,
    expiresBy: TABLE.timeToLive,
  });
