import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { balance } from '../../kernel/values/money.ts';
import { BASES } from './bases.ts';
import { statementProblems as of } from './problems.ts';
import { ledgerAccount as account, currencyCode as currency, day } from './values.ts';

export const FORMATS = ['json', 'csv', 'html', 'text', 'mt940', 'camt.053', 'ofx'] as const;
export type Format = (typeof FORMATS)[number];

const statementLine = z.strictObject({
  version: z.int(),
  transactionId: z.string(),
  amount: balance.meta({ description: 'Above zero where the balance grew on its normal side.' }),
  bookedOn: day,
  effectiveOn: day,
  balance,
});

export const statement = z
  .strictObject({
    account: z.string(),
    currency,
    from: day,
    to: day,
    basis: z.enum(BASES),
    opening: balance,
    lines: z.array(statementLine),
    in: balance,
    out: balance,
    closing: balance,
    complete: z.boolean().meta({ description: 'Every entry that the account had when you asked is in it.' }),
  })
  .meta({ id: 'Statement' });

export const getStatement = defineOperation({
  operationId: 'getStatement',
  method: 'GET',
  path: '/v1/statements/{account}',
  summary: 'Opening balance, lines and closing balance of an account for some days.',
  description:
    'As JSON unless `format`, or else `Accept`, says otherwise: `text/csv`, `text/html`, `application/xml` (camt.053.001.08). Days are UTC. False as `complete` means that an entry is still on its way: ask again in a moment.',
  scopes: ['statements:read'],
  params: z.strictObject({ account }),
  query: z.strictObject({
    from: day,
    to: day,
    basis: z.enum(BASES).optional().meta({ description: 'By the day a line counts (effective) unless said.' }),
    format: z.enum(FORMATS).optional(),
    currency: currency.optional().meta({ description: 'Of a system account with several.' }),
    as: z
      .string()
      .regex(/^[\x21-\x7e]{1,64}$/)
      .optional()
      .meta({ description: 'What the account is called in the file.' }),
  }),
  idempotency: 'none',
  replies: { 200: statement },
  problems: [
    common['over-budget'],
    of['statement-days'],
    of['statement-too-long'],
    of['statement-format'],
    of['currency-needed'],
  ],
});

export const trialBalance = z
  .strictObject({
    at: day.nullable().meta({ description: 'The end of this day in UTC; null for now.' }),
    accounts: z.array(z.strictObject({ account: z.string(), currency, debit: balance, credit: balance })),
    totals: z.array(z.strictObject({ currency, debits: balance, credits: balance, difference: balance })),
    gapFree: z.boolean().meta({
      description:
        'No entry of any history is missing before the newest one that has come. Newer ones may be on their way.',
    }),
  })
  .meta({ id: 'TrialBalance' });

export const getTrialBalance = defineOperation({
  operationId: 'getTrialBalance',
  method: 'GET',
  path: '/v1/trial-balance',
  summary: 'Debits and credits of every account and system account that money has moved on, and their difference.',
  scopes: ['statements:read'],
  query: z.strictObject({ at: day.optional(), currency: currency.optional() }),
  idempotency: 'none',
  replies: { 200: trialBalance },
  problems: [common['over-budget'], of['trial-balance-too-large']],
});

export const rebuildHistory = defineOperation({
  operationId: 'rebuildHistory',
  method: 'POST',
  path: '/v1/statements/{account}/rebuild',
  summary: 'Take an account’s history over from the ledger again.',
  description:
    'Writes what is there again as it is, and what is missing. A long history takes several calls: go on with `nextCursor` until it is null.',
  scopes: ['statements:write'],
  params: z.strictObject({ account }),
  query: z.strictObject({
    currency: currency.optional().meta({ description: 'Of a system account with several.' }),
    cursor: z
      .string()
      .regex(/^[\x21-\x7e]{1,4096}$/)
      .optional()
      .meta({ description: 'The nextCursor of the call before.' }),
  }),
  // Nothing of it depends on how often it is done.
  idempotency: 'none',
  replies: {
    200: z.strictObject({ entries: z.int(), nextCursor: z.string().nullable() }).meta({ id: 'RebuiltHistory' }),
  },
  problems: [common['over-budget'], common['cursor-invalid'], of['currency-needed']],
});

export const statementOperations = [getStatement, getTrialBalance, rebuildHistory] as const;
