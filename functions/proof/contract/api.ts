import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { time, timeOut } from '../../kernel/values/time.ts';
import { proofProblems as of } from './problems.ts';

const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .meta({ examples: ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'] });
const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .meta({ examples: ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='] });
const size = z.int().min(0);
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
    salt: base64url.meta({ description: 'Of this receipt alone: without it nobody finds its entry in the log.' }),
    leafIndex: size,
    inclusion: z.array(base64).meta({ description: 'RFC 6962, section 2.1.1, from the leaf upwards.' }),
    checkpoint: z.string().meta({ description: 'C2SP signed note over the origin, the size and the root of the log.' }),
  })
  .meta({ id: 'Proof' });

const PROOF =
  'The answer can be checked offline with the public key of the log alone: `folio proof verify`, or any implementation of C2SP signed notes and RFC 6962.';

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

const note = z.string().meta({ contentMediaType: 'text/plain' });
const bytes = z.string().meta({ contentMediaType: 'application/octet-stream' });

export const getVerifierKey = defineOperation({
  operationId: 'getVerifierKey',
  method: 'GET',
  path: '/.well-known/folio-log/key',
  summary: 'The public key of the log, as a verifier key of C2SP signed notes.',
  scopes: [],
  idempotency: 'none',
  replies: { 200: note },
  problems: [],
});

export const getCheckpoint = defineOperation({
  operationId: 'getCheckpoint',
  method: 'GET',
  path: '/.well-known/folio-log/checkpoint',
  summary: 'The newest checkpoint of the log: C2SP tlog-checkpoint.',
  scopes: [],
  idempotency: 'none',
  replies: { 200: note },
  problems: [common['not-found']],
});

export const getCheckpointAt = defineOperation({
  operationId: 'getCheckpointAt',
  method: 'GET',
  path: '/.well-known/folio-log/checkpoint/{size}',
  summary: 'The newest checkpoint of at most this size.',
  description: 'Earlier checkpoints are kept for ever. Each is consistent with all before it.',
  scopes: [],
  params: z.strictObject({ size: z.string().regex(/^[1-9][0-9]{0,12}$/) }),
  idempotency: 'none',
  replies: { 200: note },
  problems: [],
});

const level = z.string().regex(/^(?:[0-4]|entries)$/);
/** A group of three digits of a tile's number; the last one may say how wide a partial tile is. */
const group = z.string().regex(/^(?:x?[0-9]{3}(?:\.p)?|[1-9][0-9]{0,2})$/);
const TILE = '/.well-known/folio-log/tile/{level}';

/** Numbers of tiles are up to nine digits and a width: up to four segments. API Gateway has a route for each. */
const tile = <const Name extends string, const P extends z.ZodRawShape>(operationId: Name, parts: P) =>
  defineOperation({
    operationId,
    method: 'GET',
    path: `${TILE}${Object.keys(parts)
      .map((part) => `/{${part}}`)
      .join('')}`,
    summary: 'A tile of hashes, or with the level `entries` a bundle of entries: C2SP tlog-tiles.',
    description: 'It never changes.',
    scopes: [],
    params: z.strictObject({ level, ...parts }),
    idempotency: 'none',
    replies: { 200: bytes },
    problems: [],
  });

export const getTile = tile('getTile', { a: group });
export const getTileOfTwo = tile('getTileOfTwo', { a: group, b: group });
export const getTileOfThree = tile('getTileOfThree', { a: group, b: group, c: group });
export const getTileOfFour = tile('getTileOfFour', { a: group, b: group, c: group, d: group });

/** Every call that proof answers: its routes, its validation and its part of the OpenAPI document. */
export const proofOperations = [
  getProof,
  getReceiptProof,
  listLeaves,
  getVerifierKey,
  getCheckpoint,
  getCheckpointAt,
  getTile,
  getTileOfTwo,
  getTileOfThree,
  getTileOfFour,
] as const;
