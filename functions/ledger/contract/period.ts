import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { chars, list } from '../../kernel/values/bounded.ts';
import { text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { ledgerProblems as of } from './problems.ts';

export const PERIOD_STATES = ['open', 'closing', 'closed'] as const;
export type PeriodState = (typeof PERIOD_STATES)[number];
export const PERIOD_DEEDS = ['closed', 'reopened'] as const;
export type PeriodDeed = (typeof PERIOD_DEEDS)[number];
/** Closings and reopenings of one month that are kept. */
export const PERIOD_DEEDS_MAX = 100;

const period = z
  .string()
  .regex(/^(?:19[7-9][0-9]|[2-9][0-9]{3})-(?:0[1-9]|1[0-2])$/)
  .meta({ description: 'A month in UTC.', examples: ['2026-11'] });
const path = z.strictObject({ period });
const reason = text(500)
  .min(1)
  .meta({ examples: ['The auditor asked for one more correction.'] });

const deed = z.strictObject({ deed: z.enum(PERIOD_DEEDS), by: chars(64), at: timeOut, reason: reason.nullable() });

export const periodView = z
  .strictObject({
    period,
    state: z.enum(PERIOD_STATES).meta({
      description:
        'closing: new transactions are refused, and what was under way has landed by `finalAt`. closed: nothing is added any more.',
    }),
    closedBy: chars(64).nullable(),
    closedAt: timeOut.nullable(),
    finalAt: timeOut.nullable(),
    history: list(deed, { max: PERIOD_DEEDS_MAX }),
  })
  .meta({ id: 'Period' });
export type PeriodView = z.infer<typeof periodView>;

export const getPeriod = defineOperation({
  operationId: 'getPeriod',
  method: 'GET',
  path: '/v1/periods/{period}',
  summary: 'Read whether a month is open, and who closed and reopened it.',
  scopes: ['ledger:read'],
  params: path,
  idempotency: 'none',
  replies: { 200: periodView },
  problems: [],
});

export const closePeriod = defineOperation({
  operationId: 'closePeriod',
  method: 'POST',
  path: '/v1/periods/{period}/close',
  summary: 'Close a month: what would count in it is refused from now on.',
  description:
    'A transaction with an `effectiveAt` in the month is 409 `period-closed` at once. One that was under way may still land within a minute: from `finalAt` on the month stands still.',
  scopes: ['ledger:periods'],
  params: path,
  idempotency: 'required',
  replies: { 200: periodView },
  problems: [common['over-budget'], of['period-not-over'], of['period-state'], common.conflict],
});

export const reopenPeriod = defineOperation({
  operationId: 'reopenPeriod',
  method: 'POST',
  path: '/v1/periods/{period}/reopen',
  summary: 'Reopen a closed month: by another client than the one that closed it, and on record.',
  scopes: ['ledger:periods'],
  params: path,
  body: z.strictObject({ reason }).meta({ id: 'ReopenedPeriod' }),
  idempotency: 'required',
  replies: { 200: periodView },
  problems: [common['over-budget'], of['period-state'], of['period-own'], common.conflict],
});

export const periodOperations = [getPeriod, closePeriod, reopenPeriod] as const;
