import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { idempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { formatAmount, parseAmount } from '../../../kernel/values/money.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { RULE_PREFIX } from '../../contract/ids.ts';
import { createApprovalRule, deleteApprovalRule, listApprovalRules } from '../../contract/policy-api.ts';
import { paymentProblems } from '../../contract/problems.ts';
import { type ApprovalRule, RULES_MAX } from '../../model/approval.ts';
import type { Policy } from '../../model/policy.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { deciding } from '../../store/commit/policy.ts';
import { findPolicy } from '../../store/queries/policy.ts';
import { ruleItem } from '../../store/table/policy-item.ts';
import type { ApiDeps } from './deps.ts';
import { deletePart } from './policy.ts';
import { knownRail } from './quoted.ts';

const ruleView = ({ fromAmount, rails, createdAt, ...rest }: ApprovalRule) => ({
  ...rest,
  fromAmount: formatAmount(fromAmount),
  rails: rails ?? null,
  createdAt: formatTime(createdAt),
});

const made = (deps: ApiDeps, call: Call<typeof createApprovalRule>): ApprovalRule => {
  const { currency, fromAmount, rails, approvers } = call.body;
  return {
    id: derivedId(RULE_PREFIX, receiptIdOf(idempotentRequest(call))),
    currency,
    fromAmount: parseAmount(fromAmount),
    rails: rails === undefined ? undefined : [...new Set(rails)],
    approvers,
    createdBy: call.caller.clientId,
    createdAt: deps.clock.now(),
  };
};

/** `POST /v1/approval-rules`. */
export const createRuleRoute = (deps: ApiDeps): Route<typeof createApprovalRule> =>
  route(createApprovalRule, async (call) => {
    for (const [place, rail] of (call.body.rails ?? []).entries()) knownRail(deps.rails, rail, `/rails/${place}`);
    return idempotent(deps, call, async () => {
      const { tenant } = call.caller;
      const policy = await findPolicy(deps, tenant);
      if (policy.rules.length >= RULES_MAX)
        throw new Refusal(paymentProblems['policy-full'], `There are ${RULES_MAX} approval rules already.`);
      const rule = made(deps, call);
      return {
        status: 201,
        body: JSON.stringify(ruleView(rule)),
        at: rule.createdAt,
        actions: [deciding(deps, tenant, policy, { set: ruleItem(rule) })],
      };
    });
  });

/** `GET /v1/approval-rules`. */
export const listRulesRoute = (deps: ApiDeps): Route<typeof listApprovalRules> =>
  route(listApprovalRules, async ({ caller }) => {
    const { rules } = await findPolicy(deps, caller.tenant);
    return { status: 200, body: { data: rules.map(ruleView) } };
  });

/** `DELETE /v1/approval-rules/{id}`. */
export const deleteRuleRoute = (deps: ApiDeps): Route<typeof deleteApprovalRule> =>
  route(deleteApprovalRule, (call) => {
    const { id } = call.params;
    const isThere = ({ rules }: Policy) => rules.some((rule) => rule.id === id);
    return deletePart(deps, call, id, { what: 'approval rule', isThere });
  });
