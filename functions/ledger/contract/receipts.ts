import * as z from 'zod';
import { defineOperation } from '../../kernel/core/operation.ts';
import { timeOut } from '../../kernel/values/time.ts';

/** Of a transaction its id; of any other operation 26 characters. */
const receiptParam = z
  .string()
  .regex(/^(?:txn_)?[0-9A-HJKMNP-TV-Z]{26}$/)
  .meta({ description: 'The id of a receipt; a transaction is one.', examples: ['txn_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });

export const receipt = z
  .strictObject({
    tenant: z.string(),
    id: z.string(),
    operation: z.string().meta({ description: 'The operationId of the call.', examples: ['createTransaction'] }),
    fingerprint: z.string().meta({ description: 'SHA-256 over what was asked, in base64url.' }),
    status: z.int().meta({ description: 'Of the answer; 400 and above for a refusal that was kept.' }),
    answer: z.string().meta({ description: 'The body of the answer, as it was sent.' }),
    at: timeOut,
    client: z.string().meta({ description: 'The client that asked.' }),
    requestId: z.string(),
    codeVersion: z.string(),
    format: z.int(),
  })
  .meta({ id: 'Receipt' });

export const getReceipt = defineOperation({
  operationId: 'getReceipt',
  method: 'GET',
  path: '/v1/receipts/{id}',
  summary: 'Read the receipt of a call that changed something: what was asked, by whom, when, and what was answered.',
  description: 'It never changes, whatever becomes of a transaction later. Proofs are of receipts.',
  scopes: ['ledger:read'],
  params: z.strictObject({ id: receiptParam }),
  idempotency: 'none',
  replies: { 200: receipt },
  problems: [],
});
