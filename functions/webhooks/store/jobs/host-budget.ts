import { type Budget, Budgets } from '../../../kernel/aws/budget.ts';
import type { AttemptResult } from '../../model/attempt-result.ts';
import type { Health } from '../../model/health.ts';
import { isProven } from '../../model/slots.ts';
import { readTarget } from '../../model/target.ts';
import { hostKey, TABLE } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import type { Ready } from './prepare.ts';

/**
 * Attempts that a tenant may have at one host which does not answer well: at once, and a second in the long run. Twice what one
 * endpoint may use up in a young outage, so that an outage of one or two of a host's endpoints never meets it.
 */
export const HOST_BUDGET: Budget = { itemsPerSecond: 1, burst: 600 };

/** The budget's account of a tenant at a host. No tenant holds the blank. */
const payerOf = (tenant: string, host: string): string => `${tenant} ${host}`;
const keyOf = (account: string) => {
  const [tenant = '', host = ''] = account.split(' ');
  return { ...hostKey(tenant, host) };
};

export const hostBudgets = ({ dynamo, table, clock }: WebhooksStore, budget = HOST_BUDGET): Budgets =>
  new Budgets({ dynamo, table, clock, keyOf, budget, together: 1, expiresBy: TABLE.timeToLive });

/** Whom attempts at an endpoint are charged to; undefined where nothing is connected to. */
const payer = ({ policy }: DeliverDeps, { delivery, endpoint }: Ready): string | undefined => {
  const target = readTarget(endpoint.url, policy);
  return 'refused' in target ? undefined : payerOf(delivery.tenant, target.authority);
};

/** A budget that cannot be charged keeps no event from being sent: it is told. */
const charged = async (deps: DeliverDeps, account: string, items: number, undone: number): Promise<number> => {
  deps.hosts.use(account, items);
  try {
    return await deps.hosts.charge(account, undone);
  } catch (error) {
    deps.log.error('the budget of a host could not be charged', { domain: 'webhooks' }, error);
    return 0;
  }
};

/**
 * For how long, in ms, an endpoint's host is to be let alone; 0 where an attempt may be made. An endpoint that answered well the
 * last time wants what it gets, and is not asked. For any other one attempt is charged before it is made.
 */
export const hostWait = async (deps: DeliverDeps, ready: Ready, health: Health): Promise<number> => {
  if (isProven(health)) return 0;
  const account = payer(deps, ready);
  return account === undefined ? 0 : charged(deps, account, 1, 1);
};

/** Charges for the failures of a group that were not charged before. */
export const chargeFailures = async (
  deps: DeliverDeps,
  ready: Ready,
  before: Health,
  results: readonly AttemptResult[],
): Promise<void> => {
  const failed = results.filter(({ error, impatient }) => error !== undefined && !impatient).length;
  const more = failed - (isProven(before) ? 0 : 1);
  const account = more > 0 ? payer(deps, ready) : undefined;
  if (account !== undefined) await charged(deps, account, more, 0);
};
