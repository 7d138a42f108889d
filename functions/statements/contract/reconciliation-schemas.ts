import * as z from 'zod';
import { chars, list } from '../../kernel/values/bounded.ts';
import { balance } from '../../kernel/values/money.ts';
import { text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { bankAccountId, breakId } from './bank-ids.ts';
import { BREAK_KINDS } from './break-kinds.ts';
import { currencyCode, day, ledgerAccount } from './values.ts';

export const WAYS = ['match', 'book', 'accept'] as const;
export type Way = (typeof WAYS)[number];
export const RESOLUTION_STATES = ['proposed', 'booking', 'active', 'undone'] as const;
export type ResolutionState = (typeof RESOLUTION_STATES)[number];
export const DEEDS = ['proposed', 'resolved', 'approved', 'undone'] as const;
export const WITH_MAX = 96;
/** Of a break, above what its history has room for. */
const ATTEMPTS_MAX = 100;
/** Breaks and items that one answer shows. */
export const SHOWN_MAX = 1_000;

const side = z.strictObject({ id: z.string(), on: day, amount: balance });

export const resolution = z
  .strictObject({
    break: breakId,
    how: z.enum(WAYS),
    state: z.enum(RESOLUTION_STATES).meta({ description: 'proposed: another client has to approve it.' }),
    is: z.enum(BREAK_KINDS),
    difference: balance,
    on: day,
    with: z.array(z.string()),
    against: z.string().nullable(),
    reason: z.string().nullable(),
    transaction: z.string().nullable().meta({ description: 'Of book: the transaction of the ledger.' }),
    attempt: z.int().optional().meta({
      description:
        'Which resolution of this break it is, from 1 on: one that was undone may be followed by another. Answers that were kept before it was told have none.',
    }),
    history: z.array(
      z.strictObject({ deed: z.enum(DEEDS), by: z.string(), at: timeOut, reason: z.string().nullable() }),
    ),
  })
  .meta({ id: 'BreakResolution' });

export const breakView = z.strictObject({
  id: breakId,
  is: z.enum(BREAK_KINDS),
  difference: balance.meta({ description: 'Of the bank less the ledger, in minor units.' }),
  on: day,
  ageDays: z.int().meta({ description: 'Since the day of its line, or of its entry.' }),
  bank: side.nullable(),
  ledger: side.nullable(),
  candidates: z.array(z.string()),
  resolution: resolution.nullable(),
});

export const breaks = z
  .strictObject({
    bankAccount: bankAccountId,
    day,
    currency: currencyCode,
    open: z.int(),
    data: z
      .array(breakView)
      .meta({ description: 'The oldest first, at most 1,000, and as many as one answer has room for.' }),
  })
  .meta({ id: 'Breaks' });

const proofItem = z.strictObject({
  is: z.enum([...BREAK_KINDS, 'timing']),
  amount: balance,
  bank: z.array(z.string()),
  ledger: z.array(z.string()),
  accepted: z.boolean(),
});

export const reconciliation = z
  .strictObject({
    bankAccount: bankAccountId,
    account: z.string(),
    currency: currencyCode,
    from: day,
    day: day.meta({ description: 'The end of the last statement up to the day that was asked for.' }),
    bankOpening: balance,
    ledgerOpening: balance,
    bankClosing: balance,
    ledgerClosing: balance,
    difference: balance,
    carried: balance.meta({ description: 'What differed before the first statement: nothing here explains it.' }),
    items: z
      .array(proofItem)
      .meta({ description: 'What makes the difference, at most 1,000, and as many as one answer has room for.' }),
    matched: z.array(z.strictObject({ rule: z.string(), lines: z.int() })),
    openBreaks: z.int(),
    gaps: z.int().meta({ description: 'Gaps between statements, and missing pages.' }),
    complete: z.boolean().meta({ description: 'Every entry that the ledger’s account had when you asked is in it.' }),
    proved: z.boolean().meta({
      description: 'The items make the difference to the last minor unit, no statement is missing and no entry.',
    }),
  })
  .meta({ id: 'Reconciliation' });

const reason = text(500)
  .min(1)
  .meta({ examples: ['The bank’s fee of November.'] });

export const newResolution = z
  .strictObject({
    how: z.enum(WAYS),
    with: list(chars(100), { max: WITH_MAX })
      .optional()
      .meta({ description: 'Of match: the lines and entries that belong together with this break’s own.' }),
    against: ledgerAccount
      .optional()
      .meta({ description: 'Of book: the account of the ledger on the other side.', examples: ['@fees'] }),
    reason: reason.optional().meta({ description: 'Why; accept needs one.' }),
  })
  .meta({ id: 'NewBreakResolution', examples: [{ how: 'book', against: '@fees', reason: 'The bank’s fee.' }] });

export const agreeing = z
  .strictObject({
    attempt: z.int().min(1).max(ATTEMPTS_MAX).optional().meta({
      description: 'The one that you have looked at. Another that was proposed since is not agreed to.',
    }),
  })
  .meta({ id: 'AgreedResolution', examples: [{ attempt: 1 }] });

export const undoing = z.strictObject({ reason }).meta({ id: 'UndoneResolution' });
