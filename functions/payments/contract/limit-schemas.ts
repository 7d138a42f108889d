import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';
import { amount, balance, currency } from '../../kernel/values/money.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { isZone } from '../../kernel/values/zone.ts';

import { clientName, customerAccount, limitId, railName } from './ids.ts';

const COUNT_MAX = 1_000_000_000;
const ZONE_CHARS_MAX = 64;

export const timeZone = chars(ZONE_CHARS_MAX)
  .refine(isZone, { error: 'A name of the IANA time zone database, such as Europe/Berlin.' })
  .meta({ examples: ['Europe/Berlin'] });

const window = z.enum(['payment', 'day', 'week', 'month']);

export const newLimit = z
  .strictObject({
    window: window.meta({
      description: 'What is counted together: each payment alone, or all of a day, a week from Monday, a month.',
    }),
    timeZone: timeZone.optional().meta({ description: 'Whose days these are; UTC unless said.' }),
    currency,
    amount: amount.optional().meta({ description: 'So much may leave in a window, in minor units.' }),
    count: z.int().min(1).max(COUNT_MAX).optional().meta({ description: 'So many payments may leave in a window.' }),
    account: customerAccount.optional().meta({ description: 'Of payments from this account only.' }),
    client: clientName.optional().meta({ description: 'Of payments that this client asks for only.' }),
    rail: railName.optional().meta({ description: 'Of payments over this rail only.' }),
  })
  .refine(({ amount, count }) => amount !== undefined || count !== undefined, {
    error: 'A limit has an amount, a count, or both.',
    path: ['amount'],
  })
  .refine(({ window, count }) => window !== 'payment' || count === undefined, {
    error: 'A payment alone is always one: a limit of each payment has an amount.',
    path: ['count'],
  })
  .meta({
    id: 'NewPaymentLimit',
    examples: [{ window: 'day', timeZone: 'Europe/Berlin', currency: 'EUR', amount: '500000', rail: 'sandbox' }],
  });

const usage = z
  .strictObject({
    from: timeOut,
    until: timeOut.meta({ description: 'When the next window begins.' }),
    amount: balance,
    count: z.int(),
  })
  .nullable()
  .meta({ description: 'What counts in the window that it is now; null for a limit of each payment.' });

export const limit = z
  .strictObject({
    id: limitId,
    window,
    timeZone: z.string(),
    currency: z.string(),
    amount: balance.nullable(),
    count: z.int().nullable(),
    account: z.string().nullable(),
    client: z.string().nullable(),
    rail: z.string().nullable(),
    createdBy: z.string(),
    createdAt: timeOut,
    usage,
  })
  .meta({ id: 'PaymentLimit' });
export const limitList = z.strictObject({ data: z.array(limit) }).meta({ id: 'PaymentLimitList' });
export const limitPath = z.strictObject({ id: limitId });
