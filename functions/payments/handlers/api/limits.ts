import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { idempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { parseAmount } from '../../../kernel/values/money.ts';
import { LIMIT_PREFIX } from '../../contract/ids.ts';
import {
  createPaymentLimit,
  deletePaymentLimit,
  getPaymentLimit,
  listPaymentLimits,
} from '../../contract/policy-api.ts';
import { paymentProblems } from '../../contract/problems.ts';
import { LIMITS_MAX, type Limit } from '../../model/limit.ts';
import { limitView } from '../../model/limit-view.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { deciding } from '../../store/commit/policy.ts';
import { findPolicy, usedOf } from '../../store/queries/policy.ts';
import { limitItem } from '../../store/table/policy-item.ts';
import type { ApiDeps } from './deps.ts';
import { notFound } from './existing.ts';
import { deletePart } from './policy.ts';
import { knownRail } from './quoted.ts';

const made = (deps: ApiDeps, call: Call<typeof createPaymentLimit>): Limit => {
  const { body, caller } = call;
  const { window, timeZone = 'UTC', currency, amount, count, account, client, rail } = body;
  return {
    id: derivedId(LIMIT_PREFIX, receiptIdOf(idempotentRequest(call))),
    window,
    timeZone,
    currency,
    amount: amount === undefined ? undefined : parseAmount(amount),
    count,
    account,
    client,
    rail,
    createdBy: caller.clientId,
    createdAt: deps.clock.now(),
  };
};

/** `POST /v1/payment-limits`. */
export const createLimitRoute = (deps: ApiDeps): Route<typeof createPaymentLimit> =>
  route(createPaymentLimit, async (call) => {
    if (call.body.rail !== undefined) knownRail(deps.rails, call.body.rail);
    return idempotent(deps, call, async () => {
      const { tenant } = call.caller;
      const policy = await findPolicy(deps, tenant);
      if (policy.limits.length >= LIMITS_MAX)
        throw new Refusal(paymentProblems['policy-full'], `There are ${LIMITS_MAX} limits already.`);
      const limit = made(deps, call);
      return {
        status: 201,
        body: JSON.stringify(limitView(limit, undefined, limit.createdAt)),
        at: limit.createdAt,
        actions: [deciding(deps, tenant, policy, { set: limitItem(limit) })],
      };
    });
  });

const shown = async (deps: ApiDeps, tenant: string, limits: readonly Limit[]) => {
  const now = deps.clock.now();
  const used = await usedOf(deps, tenant, limits, now);
  return limits.map((limit) => limitView(limit, used.get(limit.id), now));
};

/** `GET /v1/payment-limits`. */
export const listLimitsRoute = (deps: ApiDeps): Route<typeof listPaymentLimits> =>
  route(listPaymentLimits, async ({ caller }) => {
    const { limits } = await findPolicy(deps, caller.tenant);
    return { status: 200, body: { data: await shown(deps, caller.tenant, limits) } };
  });

/** `GET /v1/payment-limits/{id}`. */
export const getLimitRoute = (deps: ApiDeps): Route<typeof getPaymentLimit> =>
  route(getPaymentLimit, async ({ caller, params }): Promise<Reply> => {
    const { limits } = await findPolicy(deps, caller.tenant);
    const limit = limits.find(({ id }) => id === params.id);
    if (limit === undefined) throw notFound('limit');
    const [view] = await shown(deps, caller.tenant, [limit]);
    return { status: 200, body: view };
  });

/** `DELETE /v1/payment-limits/{id}`. */
export const deleteLimitRoute = (deps: ApiDeps): Route<typeof deletePaymentLimit> =>
  route(deletePaymentLimit, (call) => {
    const { id } = call.params;
    const isThere = ({ limits }: { readonly limits: readonly Limit[] }) => limits.some((limit) => limit.id === id);
    return deletePart(deps, call, id, { what: 'limit', isThere });
  });
