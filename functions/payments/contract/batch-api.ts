import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { batch, batchesQuery, batchPage, batchPath, batchReport, newBatch } from './batch-schemas.ts';
import { paymentProblems } from './problems.ts';

const BODY_BYTES_MAX = 1_048_576;

export const createPaymentBatch = defineOperation({
  operationId: 'createPaymentBatch',
  method: 'POST',
  path: '/v1/payment-batches',
  summary: 'Ask for up to 1,000 payments at once, as JSON, CSV or your own pain.001.',
  description:
    'The lines become payments moments later; the report says what became of each. The same lines twice, or another file with the same message id, are 409 batch-exists, unless their reference differs. Of an atomic batch the limits are counted as one when it is accepted.',
  scopes: ['payments:write'],
  body: newBatch,
  maxBodyBytes: BODY_BYTES_MAX,
  idempotency: 'required',
  replies: { 201: batch },
  problems: [
    common['over-budget'],
    paymentProblems['batch-refused'],
    paymentProblems['lines-too-large'],
    paymentProblems['batch-exists'],
    paymentProblems['batch-totals'],
    paymentProblems['limit-exceeded'],
    common.conflict,
  ],
});

export const getPaymentBatch = defineOperation({
  operationId: 'getPaymentBatch',
  method: 'GET',
  path: '/v1/payment-batches/{id}',
  summary: 'Read how far a batch has come.',
  scopes: ['payments:read'],
  params: batchPath,
  idempotency: 'none',
  replies: { 200: batch },
  problems: [],
});

export const listPaymentBatches = defineOperation({
  operationId: 'listPaymentBatches',
  method: 'GET',
  path: '/v1/payment-batches',
  summary: 'List batches, newest first.',
  scopes: ['payments:read'],
  query: batchesQuery,
  idempotency: 'none',
  replies: { 200: batchPage },
  problems: [],
});

export const getPaymentBatchReport = defineOperation({
  operationId: 'getPaymentBatchReport',
  method: 'GET',
  path: '/v1/payment-batches/{id}/report',
  summary: 'Read what became of each line of a batch, as JSON, as CSV, and of a pain.001 as pain.002.',
  scopes: ['payments:read'],
  params: batchPath,
  idempotency: 'none',
  replies: { 200: batchReport },
  problems: [common['over-budget']],
});

export const batchOperations = [
  createPaymentBatch,
  listPaymentBatches,
  getPaymentBatch,
  getPaymentBatchReport,
] as const;
