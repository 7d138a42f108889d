import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Budgets } from '../../kernel/aws/budget.ts';
import { liveKmsCalls } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveLog } from '../../kernel/core/log.ts';
import type { Budgeting } from '../../kernel/http/budgeted.ts';
import { cursors, kmsCursorKey } from '../../kernel/http/cursor.ts';
import { budgetEnv, cursorEnv } from '../env.ts';
import { budgetKey } from '../store/table/keys.ts';
import type { LedgerStore } from '../store/table/ledger-store.ts';
import type { LedgerDeps } from './api/deps.ts';
import { liveStore } from './live-store.ts';

/** Items that a tenant may ask for at once, in seconds of its budget, and at least two bulk requests. */
const BURST_SECONDS = 10;
const BURST_MIN = 2_000;
/** Small requests that an environment charges together. */
const TOGETHER = 25;

/** The budgets of tenants, where the deployment sets them. */
const liveBudgeting = ({ dynamo, table, clock }: LedgerStore): Budgeting | undefined => {
  const { TENANT_BUDGET: said } = readEnv(budgetEnv);
  if (said === 'off') return undefined;
  const itemsPerSecond = Number(said);
  const budget = { itemsPerSecond, burst: Math.max(BURST_MIN, itemsPerSecond * BURST_SECONDS) };
  const log = liveLog();
  return {
    budgets: new Budgets({ dynamo, table, clock, keyOf: budgetAttributes, budget, together: TOGETHER }),
    onFault: (error) => log.error('a budget could not be charged', { domain: 'ledger' }, error),
  };
};
const budgetAttributes = (tenant: string) => ({ ...budgetKey(tenant) });

/** The API's dependencies as they are on Lambda, wherever the endpoint variables of the SDK point. */
export const live = (): LedgerDeps => {
  const kms = liveKmsCalls(new DynamoDBClient({}).config.credentials);
  const store = liveStore();
  const signed = cursors(kmsCursorKey(kms, readEnv(cursorEnv).CURSOR_KEY_ID));
  return { ...store, cursors: signed, budgeting: liveBudgeting(store) };
};
