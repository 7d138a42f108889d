import * as z from 'zod';
import { pageShape } from '../../kernel/http/paging.ts';
import { balance } from '../../kernel/values/money.ts';
import { metadata } from '../../kernel/values/text.ts';
import { time, timeOut } from '../../kernel/values/time.ts';
import { side } from './account.ts';

const ofCurrency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .optional()
  .meta({ description: 'Which currency of a system account; an account of yours has only one.', examples: ['USD'] });

export const entriesQuery = z.strictObject({
  ...pageShape,
  order: z.enum(['asc', 'desc']).optional().meta({ description: 'Newest first (desc) unless said.' }),
  currency: ofCurrency,
});

export const balanceQuery = z.strictObject({
  at: time.meta({ description: 'The effective time; not in the future.' }),
  currency: ofCurrency,
});

/** One line of an account's history, with the balance on its normal side before and after. */
export const entry = z
  .strictObject({
    version: z.int().meta({ description: 'Counts from 1 without a gap: one that is not there yet is on its way.' }),
    transactionId: z.string(),
    direction: side,
    amount: balance.meta({ description: 'What was posted; "0" for a hold or a release.' }),
    pending: balance.meta({ description: 'The signed change of what is held on this side.' }),
    balanceBefore: balance,
    balanceAfter: balance,
    at: timeOut,
    effectiveAt: timeOut.meta({ description: 'When it counts: the time given by the client, else `at`.' }),
    description: z.string().optional(),
    metadata,
  })
  .meta({ id: 'Entry' });

export const balanceAt = z
  .strictObject({
    account: z.string(),
    currency: z.string(),
    at: timeOut,
    posted: balance,
    complete: z.boolean().meta({
      description:
        'False while the history is still behind the account or, of a system account, not known to have reached this time.',
    }),
  })
  .meta({ id: 'BalanceAt' });

export type EntryView = z.input<typeof entry>;
export type BalanceAtView = z.input<typeof balanceAt>;
