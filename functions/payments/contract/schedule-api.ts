import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { passedOn, paymentProblems } from './problems.ts';
import { newSchedule, schedule, schedulePage, schedulePath, schedulesQuery } from './schedule-schemas.ts';

export const createPaymentSchedule = defineOperation({
  operationId: 'createPaymentSchedule',
  method: 'POST',
  path: '/v1/payment-schedules',
  summary: 'Make a payment again and again, on the days of a rule.',
  description:
    'The payment of the next day is always made already and `scheduled`: canceling it skips that day. Each day has one payment, a late one where nothing ran on it; it counts in the limits of the day on which it runs, and needs its approvals.',
  scopes: ['payments:write'],
  body: newSchedule,
  idempotency: 'required',
  replies: { 201: schedule },
  problems: [
    common['over-budget'],
    common['amount-format'],
    common['amount-not-positive'],
    common['amount-too-large'],
    common['currency-unknown'],
    common['currency-unsupported'],
    common['id-format'],
    common['date-format'],
    common['metadata-limit'],
    paymentProblems['rail-unknown'],
    paymentProblems['destination-invalid'],
    paymentProblems['recurrence-invalid'],
    passedOn['date-window'],
    common.conflict,
  ],
});

export const getPaymentSchedule = defineOperation({
  operationId: 'getPaymentSchedule',
  method: 'GET',
  path: '/v1/payment-schedules/{id}',
  summary: 'Read a schedule with the times of its next payments.',
  scopes: ['payments:read'],
  params: schedulePath,
  idempotency: 'none',
  replies: { 200: schedule },
  problems: [],
});

export const listPaymentSchedules = defineOperation({
  operationId: 'listPaymentSchedules',
  method: 'GET',
  path: '/v1/payment-schedules',
  summary: 'List schedules, newest first.',
  scopes: ['payments:read'],
  query: schedulesQuery,
  idempotency: 'none',
  replies: { 200: schedulePage },
  problems: [],
});

export const cancelPaymentSchedule = defineOperation({
  operationId: 'cancelPaymentSchedule',
  method: 'POST',
  path: '/v1/payment-schedules/{id}/cancel',
  summary: 'Make no more payments by a schedule; the one that waits for its time is canceled with it.',
  description: 'A payment that runs already, or waits for approvals, is left alone: cancel it by itself.',
  scopes: ['payments:write'],
  params: schedulePath,
  idempotency: 'required',
  replies: { 200: schedule },
  problems: [common.conflict, common['over-budget']],
});

export const scheduleOperations = [
  createPaymentSchedule,
  listPaymentSchedules,
  getPaymentSchedule,
  cancelPaymentSchedule,
] as const;
