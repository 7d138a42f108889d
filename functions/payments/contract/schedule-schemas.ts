import * as z from 'zod';
import { common, says } from '../../kernel/core/common-problems.ts';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { chars } from '../../kernel/values/bounded.ts';
import { amount, balance, currency } from '../../kernel/values/money.ts';
import { metadata, text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { readDay } from '../../kernel/values/zone.ts';
import { customerAccount, scheduleId } from './ids.ts';
import { timeZone } from './limit-schemas.ts';
import { destination, paidTo } from './schemas.ts';

const REFERENCE_CHARS_MAX = 255;
const RULE_CHARS_MAX = 500;
const DAY_CHARS = 10;

export const newSchedule = z
  .strictObject({
    from: customerAccount,
    to: destination,
    amount,
    currency,
    reference: text(REFERENCE_CHARS_MAX).optional(),
    metadata: metadata.optional(),
    recurrence: chars(RULE_CHARS_MAX).meta({
      description:
        'A rule of RFC 5545 over days: FREQ (DAILY to YEARLY), INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST. A month without the day has none: the last day is BYMONTHDAY=-1.',
      examples: ['FREQ=MONTHLY;BYMONTHDAY=-1'],
    }),
    startsOn: chars(DAY_CHARS)
      .refine((value) => readDay(value) !== undefined, {
        error: says(common['date-format'], 'A day, such as 2026-12-01.'),
      })
      .meta({ description: 'The rule’s first day on or behind it is the first payment’s.', examples: ['2026-12-01'] }),
    timeOfDay: z
      .string()
      .regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/)
      .optional()
      .meta({ description: 'By the clocks of the time zone; 00:00 unless said.', examples: ['09:00'] }),
    timeZone: timeZone.optional().meta({ description: 'Whose days and clocks these are; the rail’s unless said.' }),
  })
  .meta({
    id: 'NewPaymentSchedule',
    examples: [
      {
        from: 'acc_main',
        to: { account: 'acc_savings' },
        amount: '5000',
        currency: 'EUR',
        recurrence: 'FREQ=MONTHLY;BYMONTHDAY=-1',
        startsOn: '2026-12-01',
        timeZone: 'Europe/Berlin',
      },
    ],
  });

export const schedule = z
  .strictObject({
    id: scheduleId,
    state: z.enum(['active', 'ended', 'canceled']),
    from: z.string(),
    to: paidTo,
    amount: balance,
    currency: z.string(),
    reference: z.string().nullable(),
    metadata,
    recurrence: z.string(),
    startsOn: z.string(),
    timeOfDay: z.string(),
    timeZone: z.string(),
    made: z.int().meta({ description: 'So many payments, the one that waits for its time among them.' }),
    lastPayment: z.string().nullable().meta({ description: 'The payment that waits for its time, or ran last.' }),
    upcoming: z.array(timeOut).meta({ description: 'The times of the next five at most.' }),
    createdBy: z.string(),
    createdAt: timeOut,
  })
  .meta({ id: 'PaymentSchedule' });
export const schedulePage = pageOf('PaymentSchedulePage', schedule);
export const schedulePath = z.strictObject({ id: scheduleId });
export const schedulesQuery = z.strictObject(pageShape);
