import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { bankAccountId, breakId } from './bank-ids.ts';
import { statementProblems as of } from './problems.ts';
import { agreeing, breaks, newResolution, reconciliation, resolution, undoing } from './reconciliation-schemas.ts';
import { day } from './values.ts';

const at = day.optional().meta({ description: 'The newest day that there is a statement of, unless said.' });
const READING = [common['over-budget'], of['reconciliation-empty'], of['reconciliation-too-large']] as const;
const breakPath = z.strictObject({ id: breakId });

export const getReconciliation = defineOperation({
  operationId: 'getReconciliation',
  method: 'GET',
  path: '/v1/reconciliations/{bankAccount}',
  summary: 'Hold what the bank said against the ledger: both balances, and what makes the difference.',
  description:
    'Of all statements and entries up to the day: what is new since the last one is held against each other. Of many new lines it may say 503 and has come further each time. What it finds is kept and told by events.',
  scopes: ['statements:read'],
  params: z.strictObject({ bankAccount: bankAccountId }),
  query: z.strictObject({ at }),
  idempotency: 'none',
  replies: { 200: reconciliation },
  problems: READING,
});

export const listBreaks = defineOperation({
  operationId: 'listBreaks',
  method: 'GET',
  path: '/v1/reconciliations/{bankAccount}/breaks',
  summary: 'What has found nothing on the other side, with its age; and what was done about it.',
  scopes: ['statements:read'],
  params: z.strictObject({ bankAccount: bankAccountId }),
  query: z.strictObject({ at, state: z.enum(['open', 'all']).optional() }),
  idempotency: 'none',
  replies: { 200: breaks },
  problems: READING,
});

export const resolveBreak = defineOperation({
  operationId: 'resolveBreak',
  method: 'POST',
  path: '/v1/breaks/{id}/resolve',
  summary: 'Match a break with others, book its difference in the ledger, or accept it with a reason.',
  description:
    'From the bank account’s `approvalFrom` on it is `proposed` first, and another client approves it with POST /v1/breaks/{id}/approve.',
  scopes: ['statements:resolve'],
  params: breakPath,
  body: newResolution,
  idempotency: 'required',
  replies: { 200: resolution },
  problems: [...READING, of['resolution-unfit'], of['resolution-state'], of['booking-refused'], common.conflict],
});

export const approveBreakResolution = defineOperation({
  operationId: 'approveBreakResolution',
  method: 'POST',
  path: '/v1/breaks/{id}/approve',
  summary: 'Agree to what another client has proposed for a break.',
  description: 'Say the `attempt` that you have looked at: what was undone and proposed anew since is another one.',
  scopes: ['statements:resolve'],
  params: breakPath,
  body: agreeing,
  bodyOptional: true,
  idempotency: 'required',
  replies: { 200: resolution },
  problems: [
    ...READING,
    of['resolution-state'],
    of['resolution-own'],
    of['resolution-unfit'],
    of['booking-refused'],
    common.conflict,
  ],
});

export const undoBreakResolution = defineOperation({
  operationId: 'undoBreakResolution',
  method: 'POST',
  path: '/v1/breaks/{id}/undo',
  summary: 'Take a resolution back: what was booked is reversed in the ledger.',
  scopes: ['statements:resolve'],
  params: breakPath,
  body: undoing,
  idempotency: 'required',
  replies: { 200: resolution },
  problems: [common['over-budget'], of['resolution-state'], of['booking-refused'], common.conflict],
});

export const reconciliationOperations = [
  getReconciliation,
  listBreaks,
  resolveBreak,
  approveBreakResolution,
  undoBreakResolution,
] as const;
