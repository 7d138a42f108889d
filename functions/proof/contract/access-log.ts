import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { time, timeOut } from '../../kernel/values/time.ts';
import { base64url, inLog, PROOF, size } from './in-log.ts';
import { proofProblems as of } from './problems.ts';
import { publicLog } from './public-log.ts';

const requestId = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/)
  .meta({
    description: 'As the answer named it: `x-request-id`, or `apigw-requestid` where the gateway itself refused.',
    examples: ['JKJaXmPLvHcESHA='],
  });

/** One call, member for member: its digest is over exactly what is here. */
export const loggedCall = z
  .strictObject({
    requestId: z.string(),
    at: timeOut,
    number: z.int().nullable().meta({
      description: 'Of the tenant’s calls in the log, from 1 on without a gap: one that is left out is missed.',
    }),
    tenant: z.string().nullable().meta({ description: 'Null where the call was denied before its tenant was known.' }),
    clientId: z.string().nullable(),
    route: z
      .string()
      .nullable()
      .meta({ examples: ['GET /v1/accounts/{id}'] }),
    status: z.int(),
  })
  .meta({ id: 'LoggedCall', description: 'Who called what, when, and with which result.' });

export const callProofDocument = z
  .strictObject({ format: z.literal('folio-call-proof/1'), call: loggedCall, ...inLog })
  .meta({ id: 'CallProof' });

export const callPage = z
  .strictObject({
    data: z.array(z.strictObject({ call: loggedCall, leafIndex: size, salt: base64url })),
    next: timeOut.nullable().meta({ description: 'Ask again from here; null at the end.' }),
  })
  .meta({ id: 'CallPage' });

export const listCalls = defineOperation({
  operationId: 'listCalls',
  method: 'GET',
  path: '/v1/log/calls',
  summary: 'Who called what in your tenant’s name, and with which result.',
  description:
    'Every call of the API with a token of your tenant, refused ones included, by the second in which it came. A call is here within some 10 seconds, on AWS as soon as the gateway has logged it. At most 100 days a call.',
  scopes: ['proof:access'],
  query: z.strictObject({ from: time, to: time }),
  idempotency: 'none',
  replies: { 200: callPage },
  problems: [common['date-format']],
});

export const getCallProof = defineOperation({
  operationId: 'getCallProof',
  method: 'GET',
  path: '/v1/log/calls/proof',
  summary: 'Prove that a call is in the public access log.',
  description: `A call of your tenant, or one that was denied before its tenant was known, by the request id that its caller alone was told. ${PROOF}`,
  scopes: ['proof:access'],
  query: z.strictObject({
    requestId,
    at: time.meta({ description: 'When it was called: to the second by the list, or up to 30 seconds later.' }),
  }),
  idempotency: 'none',
  replies: { 200: callProofDocument },
  problems: [common['date-format'], common['not-found'], of['not-logged-yet']],
});

/** The access log, as anybody reads it: nothing of who called what can be read from it. */
export const callsPublicLog = publicLog('/.well-known/folio-access-log', 'access log', {
  ...{ key: 'getAccessLogKey', checkpoint: 'getAccessCheckpoint', checkpointAt: 'getAccessCheckpointAt' },
  tiles: ['getAccessTile', 'getAccessTileOfTwo', 'getAccessTileOfThree', 'getAccessTileOfFour'],
});
