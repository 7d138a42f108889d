import * as z from 'zod';
import { common, says } from '../../kernel/core/common-problems.ts';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { chars } from '../../kernel/values/bounded.ts';
import { amount, balance, currency } from '../../kernel/values/money.ts';
import { metadata, text } from '../../kernel/values/text.ts';
import { parseTime, timeOut } from '../../kernel/values/time.ts';
import { readDay } from '../../kernel/values/zone.ts';
import { customerAccount, paymentId, railName } from './ids.ts';

const DESTINATION_CHARS_MAX = 255;
const REFERENCE_CHARS_MAX = 255;
/** A name in ISO 20022 (Max140Text). A rail may take less (SEPA: 70), and says so itself. */
const NAME_CHARS_MAX = 140;
/** ISO 13616: up to 34; printed with spaces it is refused with a word of why. */
const IBAN_CHARS_MAX = 64;
/** Nine digits, and 17 characters: what is longer is refused with a word of why. */
const ROUTING_CHARS_MAX = 16;
const ACCOUNT_CHARS_MAX = 34;
const bic = chars(11).meta({
  description: 'Of the bank, by ISO 9362; most banks find it by the IBAN.',
  examples: ['COBADEFFXXX'],
});

export const paymentPath = z.strictObject({ id: paymentId });
export const railPath = z.strictObject({ rail: railName });

export const destination = z.union([
  z.strictObject({ account: customerAccount }).meta({ description: 'Another account of yours: over the rail `book`.' }),
  z.strictObject({ rail: chars(32), destination: text(DESTINATION_CHARS_MAX) }).meta({ description: 'Out by a rail.' }),
  z
    .strictObject({
      rail: z.literal('sepa'),
      name: text(NAME_CHARS_MAX),
      iban: chars(IBAN_CHARS_MAX),
      bic: bic.optional(),
    })
    .meta({ description: 'A SEPA credit transfer in euro, with the next file of the rail.' }),
  z
    .strictObject({
      rail: z.literal('ach'),
      name: text(NAME_CHARS_MAX),
      routingNumber: chars(ROUTING_CHARS_MAX),
      accountNumber: chars(ACCOUNT_CHARS_MAX),
      accountKind: z.enum(['checking', 'savings']),
      entryClass: z
        .enum(['PPD', 'CCD'])
        .optional()
        .meta({ description: 'PPD pays persons, CCD companies; PPD unless said.' }),
    })
    .meta({ description: 'An ACH credit in US dollars, with the next file of the rail.' }),
]);

const DATE_DETAIL = 'A day, such as 2026-11-22, or an RFC 3339 time with an offset.';
const TIME_CHARS_MAX = 35;

/** A day of the rail's time zone, or a moment. */
const scheduledFor = chars(TIME_CHARS_MAX)
  .refine((value) => readDay(value) !== undefined || parseTime(value) !== undefined, {
    error: says(common['date-format'], DATE_DETAIL),
  })
  .meta({
    description: 'When it runs: a day of the rail’s time zone, or a time. At most 400 days ahead; at once unless said.',
    examples: ['2026-12-01'],
  });

export const newPayment = z
  .strictObject({
    from: customerAccount,
    to: destination,
    amount,
    currency,
    reference: text(REFERENCE_CHARS_MAX).optional(),
    metadata: metadata.optional(),
    scheduledFor: scheduledFor.optional(),
  })
  .meta({
    id: 'NewPayment',
    examples: [
      { from: 'acc_main', to: { account: 'acc_savings' }, amount: '1050', currency: 'USD' },
      { from: 'acc_main', to: { rail: 'sandbox', destination: 'ok' }, amount: '1050', currency: 'USD' },
      {
        from: 'acc_main',
        to: { rail: 'sepa', name: 'Erika Mustermann', iban: 'DE89370400440532013000' },
        amount: '1050',
        currency: 'EUR',
      },
    ],
  });

export const refundBody = z
  .strictObject({
    amount: amount.optional().meta({ description: 'A part; all that is left, unless said.' }),
  })
  .meta({ id: 'PaymentRefundRequest', examples: [{ amount: '300' }] });

export const resolution = z
  .strictObject({
    outcome: z.enum(['settled', 'failed', 'returned']).meta({
      description:
        'What has become of the money. settled: the rail has paid; failed: it has not, and what is held is released; returned: it was paid and came back.',
    }),
  })
  .meta({ id: 'PaymentResolution', examples: [{ outcome: 'settled' }] });

export const paymentState = z.enum([
  'scheduled',
  'awaiting_approval',
  'processing',
  'settled',
  'failed',
  'canceled',
  'returned',
  'refunded',
  'partially_refunded',
]);

const FILTER_CHARS_MAX = 1_024;
export const paymentsQuery = z.strictObject({
  ...pageShape,
  state: paymentState.optional().meta({ description: 'Payments that are in this state now.' }),
  account: chars(FILTER_CHARS_MAX).min(1).optional().meta({ description: 'Payments from this account, or to it.' }),
});

const failure = z
  .strictObject({
    code: z
      .string()
      .meta({ description: 'A problem of the ledger, or a code of the rail.', examples: ['insufficient-funds'] }),
    detail: z.string(),
  })
  .nullable();
const transactionId = z.string().nullable();

const refund = z.strictObject({
  number: z.int(),
  amount: balance,
  state: z.enum(['processing', 'paid', 'failed']),
  transactionId,
  failure,
});

const line = z.strictObject({
  step: z.string().meta({ examples: ['submitted'] }),
  at: timeOut,
  note: z.string().nullable(),
});

/** A destination as it is shown, of a payment and of what makes payments. */
export const paidTo = z.union([
  z.strictObject({ rail: z.literal('book'), account: z.string() }),
  z.strictObject({ rail: z.string(), destination: z.string() }),
  z.strictObject({ rail: z.literal('sepa'), name: z.string(), iban: z.string(), bic: z.string().optional() }),
  z.strictObject({
    rail: z.literal('ach'),
    name: z.string(),
    routingNumber: z.string(),
    accountNumber: z.string(),
    accountKind: z.enum(['checking', 'savings']),
    entryClass: z.enum(['PPD', 'CCD']).optional(),
  }),
]);

export const payment = z
  .strictObject({
    id: paymentId,
    state: paymentState,
    step: z.string().meta({ description: 'How far it has come, finer than `state`; more may be added.' }),
    from: z.string(),
    to: paidTo,
    amount: balance,
    currency: z.string(),
    reference: z.string().nullable(),
    metadata,
    scheduledFor: timeOut.nullable().meta({ description: 'When it runs; null for at once.' }),
    approvals: z
      .strictObject({
        needed: z.int().meta({ description: 'So many other clients than its maker have to agree before it runs.' }),
        given: z.array(z.strictObject({ by: z.string(), at: timeOut })),
      })
      .meta({ id: 'PaymentApprovals' }),
    refundedAmount: balance,
    failure,
    stuck: z.string().nullable().meta({
      description:
        'Why a person has to look: ledger-silent, ledger-refuses, rail-silent, rail-stopped, rail-contradicts, in-suspense.',
    }),
    transactions: z
      .strictObject({ hold: transactionId, settlement: transactionId, return: transactionId })
      .meta({ description: 'Of the ledger.' }),
    file: z.string().nullable().meta({ description: 'The file by which it went out, where its rail goes by files.' }),
    refunds: z.array(refund),
    timeline: z.array(line).meta({ description: 'Oldest first.' }),
    batch: z.string().nullable().meta({ description: 'The batch that it is of.' }),
    schedule: z.string().nullable().meta({ description: 'The schedule that made it.' }),
    createdBy: z.string(),
    createdAt: timeOut,
  })
  .meta({ id: 'Payment' });

export const paymentPage = pageOf('PaymentPage', payment);

export const rail = z
  .strictObject({
    name: z.string(),
    stopped: z.boolean().meta({ description: 'Nothing new of yours is handed to it; what it has goes on.' }),
    currencies: z.array(z.string()).nullable().meta({ description: 'Null: all.' }),
    amountMax: balance,
    timeZone: z.string().meta({ description: 'Whose days it knows.' }),
    recalls: z.boolean().meta({ description: 'Whether it can be asked to stop what it has.' }),
    takes: z.string().meta({ description: 'What a destination looks like.' }),
  })
  .meta({ id: 'PaymentRail' });
export const railList = z.strictObject({ data: z.array(rail) }).meta({ id: 'PaymentRailList' });
