import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { amountProblems, askedProblems } from './asked-problems.ts';
import { paymentProblems } from './problems.ts';
import {
  newPayment,
  payment,
  paymentPage,
  paymentPath,
  paymentsQuery,
  rail,
  railList,
  railPath,
  refundBody,
  resolution,
} from './schemas.ts';

const STATE = [paymentProblems['payment-state'], common.conflict, common['over-budget']] as const;

export const createPayment = defineOperation({
  operationId: 'createPayment',
  method: 'POST',
  path: '/v1/payments',
  summary: 'Promise to pay, from an account to another or out by a rail.',
  description:
    'Over `book` the answer is the end of it, while the ledger answers; any other is `processing`, and its end is told by an event. What the ledger refuses at once is answered as its problem, and kept as a failed payment.',
  scopes: ['payments:write'],
  body: newPayment,
  idempotency: 'required',
  replies: { 201: payment },
  problems: askedProblems,
});

export const getPayment = defineOperation({
  operationId: 'getPayment',
  method: 'GET',
  path: '/v1/payments/{id}',
  summary: 'Read a payment with its timeline.',
  scopes: ['payments:read'],
  params: paymentPath,
  idempotency: 'none',
  replies: { 200: payment },
  problems: [],
});

export const listPayments = defineOperation({
  operationId: 'listPayments',
  method: 'GET',
  path: '/v1/payments',
  summary: 'List payments, newest first: all of your tenant, or by account and state.',
  scopes: ['payments:read'],
  query: paymentsQuery,
  idempotency: 'none',
  replies: { 200: paymentPage },
  problems: [],
});

export const cancelPayment = defineOperation({
  operationId: 'cancelPayment',
  method: 'POST',
  path: '/v1/payments/{id}/cancel',
  summary: 'Stop a payment while it can still be stopped.',
  description:
    'What is held is released a moment later. Once the rail has it, the rail is asked: the timeline says what it answers.',
  scopes: ['payments:write'],
  params: paymentPath,
  idempotency: 'required',
  replies: { 200: payment },
  problems: STATE,
});

export const refundPayment = defineOperation({
  operationId: 'refundPayment',
  method: 'POST',
  path: '/v1/payments/{id}/refund',
  summary: 'Give all or a part of a settled payment back, again while something is left.',
  description: 'It is paid a moment later: see `refunds`, and the event.',
  scopes: ['payments:write'],
  params: paymentPath,
  body: refundBody,
  bodyOptional: true,
  idempotency: 'required',
  replies: { 200: payment },
  problems: [...amountProblems, ...STATE],
});

export const resolvePayment = defineOperation({
  operationId: 'resolvePayment',
  method: 'POST',
  path: '/v1/payments/{id}/resolve',
  summary: 'Say what has become of a payment that is stuck.',
  description: 'By another client than the one that asked for the payment, and than those that agreed to it.',
  scopes: ['payments:approve'],
  params: paymentPath,
  body: resolution,
  idempotency: 'required',
  replies: { 200: payment },
  problems: [paymentProblems['four-eyes'], ...STATE],
});

export const approvePayment = defineOperation({
  operationId: 'approvePayment',
  method: 'POST',
  path: '/v1/payments/{id}/approve',
  summary: 'Agree to a payment, as another client than its maker.',
  description:
    'The last approval that it needs lets it run, and counts it in the limits; where there is no room the approval is refused, and the payment waits on. It may be given before the payment’s time.',
  scopes: ['payments:approve'],
  params: paymentPath,
  idempotency: 'required',
  replies: { 200: payment },
  problems: [paymentProblems['four-eyes'], paymentProblems['limit-exceeded'], ...STATE],
});

export const rejectPayment = defineOperation({
  operationId: 'rejectPayment',
  method: 'POST',
  path: '/v1/payments/{id}/reject',
  summary: 'Say no to a payment that waits: it fails, and nothing was held for it.',
  scopes: ['payments:approve'],
  params: paymentPath,
  idempotency: 'required',
  replies: { 200: payment },
  problems: [paymentProblems['four-eyes'], ...STATE],
});

export const listPaymentRails = defineOperation({
  operationId: 'listPaymentRails',
  method: 'GET',
  path: '/v1/payment-rails',
  summary: 'List the rails, with what each takes and whether it is stopped.',
  scopes: ['payments:read'],
  idempotency: 'none',
  replies: { 200: railList },
  problems: [],
});

export const stopPaymentRail = defineOperation({
  operationId: 'stopPaymentRail',
  method: 'POST',
  path: '/v1/payment-rails/{rail}/stop',
  summary: 'Hand nothing new to a rail: payments wait with their money held, and can be canceled.',
  scopes: ['payments:approve'],
  params: railPath,
  idempotency: 'required',
  replies: { 200: rail },
  problems: [common.conflict, common['over-budget']],
});

export const startPaymentRail = defineOperation({
  operationId: 'startPaymentRail',
  method: 'POST',
  path: '/v1/payment-rails/{rail}/start',
  summary: 'Hand payments to a rail again; what has waited goes on within a minute.',
  scopes: ['payments:approve'],
  params: railPath,
  idempotency: 'required',
  replies: { 200: rail },
  problems: [common.conflict, common['over-budget']],
});

/** A payment and its life, and the rails: the calls that the function `api` answers. */
export const paymentOperations = [
  createPayment,
  listPayments,
  getPayment,
  cancelPayment,
  refundPayment,
  resolvePayment,
  approvePayment,
  rejectPayment,
  listPaymentRails,
  stopPaymentRail,
  startPaymentRail,
] as const;
