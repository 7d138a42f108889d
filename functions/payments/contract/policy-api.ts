import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { newRule, rule, ruleList, rulePath } from './approval-schemas.ts';
import { limit, limitList, limitPath, newLimit } from './limit-schemas.ts';
import { paymentProblems } from './problems.ts';

export const createPaymentLimit = defineOperation({
  operationId: 'createPaymentLimit',
  method: 'POST',
  path: '/v1/payment-limits',
  summary: 'Limit what may leave in a payment, a day, a week or a month.',
  description:
    'It counts payments that begin from now on, on the day that they run. A payment that does not fit into every limit is not made: 422 limit-exceeded.',
  scopes: ['payments:approve'],
  body: newLimit,
  idempotency: 'required',
  replies: { 201: limit },
  problems: [
    common['over-budget'],
    common['amount-format'],
    common['amount-not-positive'],
    common['amount-too-large'],
    common['currency-unknown'],
    common['currency-unsupported'],
    common['id-format'],
    paymentProblems['rail-unknown'],
    paymentProblems['policy-full'],
    common.conflict,
  ],
});

export const listPaymentLimits = defineOperation({
  operationId: 'listPaymentLimits',
  method: 'GET',
  path: '/v1/payment-limits',
  summary: 'List all limits, oldest first, with what is used of each now.',
  scopes: ['payments:read', 'payments:approve'],
  idempotency: 'none',
  replies: { 200: limitList },
  problems: [],
});

export const getPaymentLimit = defineOperation({
  operationId: 'getPaymentLimit',
  method: 'GET',
  path: '/v1/payment-limits/{id}',
  summary: 'Read a limit with what is used of it now.',
  scopes: ['payments:read', 'payments:approve'],
  params: limitPath,
  idempotency: 'none',
  replies: { 200: limit },
  problems: [],
});

export const deletePaymentLimit = defineOperation({
  operationId: 'deletePaymentLimit',
  method: 'DELETE',
  path: '/v1/payment-limits/{id}',
  summary: 'Take a limit away: payments that begin from now on are not counted against it.',
  scopes: ['payments:approve'],
  params: limitPath,
  idempotency: 'none',
  replies: { 204: null },
  problems: [common.conflict, common['over-budget']],
});

export const createApprovalRule = defineOperation({
  operationId: 'createApprovalRule',
  method: 'POST',
  path: '/v1/approval-rules',
  summary: 'Say from which amount on other clients than the maker have to agree to a payment.',
  description:
    'It holds for payments that are made from now on, and for those that wait for their time when it comes. Of several rules the strictest counts.',
  scopes: ['payments:approve'],
  body: newRule,
  idempotency: 'required',
  replies: { 201: rule },
  problems: [
    common['over-budget'],
    common['amount-format'],
    common['amount-not-positive'],
    common['amount-too-large'],
    common['currency-unknown'],
    common['currency-unsupported'],
    paymentProblems['rail-unknown'],
    paymentProblems['policy-full'],
    common.conflict,
  ],
});

export const listApprovalRules = defineOperation({
  operationId: 'listApprovalRules',
  method: 'GET',
  path: '/v1/approval-rules',
  summary: 'List all approval rules, oldest first.',
  scopes: ['payments:read', 'payments:approve'],
  idempotency: 'none',
  replies: { 200: ruleList },
  problems: [],
});

export const deleteApprovalRule = defineOperation({
  operationId: 'deleteApprovalRule',
  method: 'DELETE',
  path: '/v1/approval-rules/{id}',
  summary: 'Take an approval rule away: payments that wait already need their approvals still.',
  scopes: ['payments:approve'],
  params: rulePath,
  idempotency: 'none',
  replies: { 204: null },
  problems: [common.conflict, common['over-budget']],
});

/** What is decided about payments before there are any. */
export const policyOperations = [
  createPaymentLimit,
  listPaymentLimits,
  getPaymentLimit,
  deletePaymentLimit,
  createApprovalRule,
  listApprovalRules,
  deleteApprovalRule,
] as const;
