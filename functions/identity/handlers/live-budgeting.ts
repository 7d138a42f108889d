import type { Budget } from '../../kernel/aws/budget.ts';
import type { Log } from '../../kernel/core/log.ts';
import type { Budgeting } from '../../kernel/http/budgeted.ts';
import { tenantBudgeting } from '../../kernel/http/tenant-budgeting.ts';
import type { IdempotencyStore } from '../../kernel/idempotency/exactly-once.ts';
import { changesKey, TIME_TO_LIVE } from '../store/table/keys.ts';

/**
 * Secrets that each tenant may have made or told again: each costs a call of KMS, whose quota is the account's, and a run of scrypt. All
 * clients that a tenant may have are made, and given new secrets after a leak, at once. Deletions are free: a thief must not use up what
 * the owner needs to shut him out.
 */
export const SECRETS_BUDGET: Budget = { itemsPerSecond: 2, burst: 500 };

export const secretsBudgeting = (
  store: IdempotencyStore,
  log: Pick<Log, 'error'>,
  budget = SECRETS_BUDGET,
): Budgeting =>
  tenantBudgeting(store, log, {
    domain: 'identity',
    keyOf: (tenant) => ({ ...changesKey(tenant) }),
    budget,
    expiresBy: TIME_TO_LIVE,
  });
