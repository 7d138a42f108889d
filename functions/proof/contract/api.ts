import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { time, timeOut } from '../../kernel/values/time.ts';
import { callsPublicLog, getCallProof, listCalls } from './access-log.ts';
import { base64url, inLog, PROOF, size } from './in-log.ts';
import { proofProblems as of } from './problems.ts';
import { operationsOf, publicLog } from './public-log.ts';

const transactionId = z
  .string()
  .regex(/^txn_[0-9A-HJKMNP-TV-Z]{26}$/)
  .meta({ description: 'The id of a transaction.', examples: ['txn_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });
const receiptId = z
  .string()
  .regex(/^(?:txn_)?[0-9A-HJKMNP-TV-Z]{26}$/)
  .meta({ description: 'The id of a receipt.' });

/** The ledger's receipt, member for member: its digest is over exactly what is here. */
export const loggedReceipt = z
  .looseObject({ tenant: z.string(), id: z.string(), at: z.string() })
  .meta({ description: 'As GET /v1/receipts/{id} answers it.' });

export const proofDocument = z
  .strictObject({
    format: z.literal('folio-proof/1'),
    receipt: loggedReceipt,
    ...inLog,
  })
  .meta({ id: 'Proof' });

export const getProof = defineOperation({
  operationId: 'getProof',
  method: 'GET',
  path: '/v1/transactions/{id}/proof',
  summary: 'Prove that the receipt of a transaction is in the public log.',
  description: PROOF,
  scopes: ['proof:read'],
  params: z.strictObject({ id: transactionId }),
  idempotency: 'none',
  replies: { 200: proofDocument },
  problems: [of['not-logged-yet'], common.unavailable],
});

export const getReceiptProof = defineOperation({
  operationId: 'getReceiptProof',
  method: 'GET',
  path: '/v1/receipts/{id}/proof',
  summary: 'Prove that any receipt is in the public log.',
  description: PROOF,
  scopes: ['proof:read'],
  params: z.strictObject({ id: receiptId }),
  idempotency: 'none',
  replies: { 200: proofDocument },
  problems: [of['not-logged-yet'], common.unavailable],
});

export const leafPage = z
  .strictObject({
    data: z.array(z.strictObject({ receiptId: z.string(), at: timeOut, leafIndex: size, salt: base64url })),
    next: timeOut.nullable().meta({ description: 'Ask again from here; null at the end.' }),
  })
  .meta({ id: 'LeafPage' });

export const listLeaves = defineOperation({
  operationId: 'listLeaves',
  method: 'GET',
  path: '/v1/log/leaves',
  summary: 'Every leaf of the log that is your tenant’s, by the second of its receipt.',
  description: 'What an audit needs to know a leaf whose receipt was removed. At most 100 days a call.',
  scopes: ['proof:read'],
  query: z.strictObject({ from: time, to: time }),
  idempotency: 'none',
  replies: { 200: leafPage },
  problems: [common['date-format']],
});

/** The log of receipts, as anybody reads it. */
export const receiptsPublicLog = publicLog('/.well-known/folio-log', 'log', {
  ...{ key: 'getVerifierKey', checkpoint: 'getCheckpoint', checkpointAt: 'getCheckpointAt' },
  tiles: ['getTile', 'getTileOfTwo', 'getTileOfThree', 'getTileOfFour'],
});

/** Every call that proof answers: its routes, its validation and its part of the OpenAPI document. */
export const proofOperations = [
  getProof,
  getReceiptProof,
  listLeaves,
  listCalls,
  getCallProof,
  ...operationsOf(receiptsPublicLog),
  ...operationsOf(callsPublicLog),
] as const;
