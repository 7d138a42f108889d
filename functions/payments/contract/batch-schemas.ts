import * as z from 'zod';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { chars, list, map } from '../../kernel/values/bounded.ts';
import { text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { batchId, customerAccount } from './ids.ts';

const LINES_MAX = 1_000;
const CSV_CHARS_MAX = 1_000_000;
const FILE_CHARS_MAX = 1_000_000;
const DEBTORS_MAX = 100;
const IBAN_CHARS_MAX = 34;
const REFERENCE_CHARS_MAX = 255;
const CURRENCIES_MAX = 50;

const PAIN001 =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>...</CstmrCdtTrfInitn></Document>';

const sum = z.string().regex(/^(?:0|[1-9][0-9]{0,26})$/, { error: 'A sum in minor units, as digits.' });

export const newBatch = z
  .strictObject({
    mode: z.enum(['atomic', 'independent']).meta({
      description: 'atomic: all lines or none; independent: each line by itself becomes a payment or a refusal.',
    }),
    reference: text(REFERENCE_CHARS_MAX)
      .optional()
      .meta({ description: 'A word of yours. The same lines with another one are another batch.' }),
    payments: list(z.unknown(), { max: LINES_MAX, min: 1 })
      .optional()
      .meta({ description: 'Each as in createPayment.', items: { type: 'object' } }),
    csv: chars(CSV_CHARS_MAX)
      .optional()
      .meta({
        description:
          'RFC 4180, UTF-8, with a header of from, amount, currency, reference, scheduledFor, metadata.<key> and the members of createPayment’s `to` (account, or rail with destination, name, iban ...), in any order; empty cells are not said. Amounts are in minor units.',
        examples: ['from,account,amount,currency\nacc_main,acc_savings,1050,USD\n'],
      }),
    pain001: chars(FILE_CHARS_MAX)
      .optional()
      .meta({
        description:
          'A client’s own file of SEPA credit transfers: pain.001.001.03 or .09, in UTF-8. Each payment is a line; a day of execution is its scheduledFor.',
        examples: [PAIN001],
      }),
    debtors: map(customerAccount, { max: DEBTORS_MAX, keyChars: IBAN_CHARS_MAX })
      .optional()
      .meta({
        description: 'Of pain001: which account of yours pays for each IBAN that the file names as a debtor’s.',
        examples: [{ DE75512108001245126199: 'acc_main' }],
      }),
    count: z
      .int()
      .min(1)
      .max(LINES_MAX)
      .optional()
      .meta({ description: 'How many lines there are: refused where not.' }),
    sums: map(sum, { max: CURRENCIES_MAX, keyChars: 3 })
      .optional()
      .meta({ description: 'What the amounts of each currency come to: refused where they do not.' }),
  })
  .refine(({ payments, csv, pain001 }) => [payments, csv, pain001].filter((one) => one !== undefined).length === 1, {
    error: 'Exactly one of payments, csv and pain001.',
    path: ['payments'],
  })
  .refine(({ pain001, debtors }) => (pain001 === undefined) === (debtors === undefined), {
    error: 'With pain001, and only with it: which account pays for each debtor’s IBAN.',
    path: ['debtors'],
  })
  .meta({
    id: 'NewPaymentBatch',
    oneOf: [{ required: ['payments'] }, { required: ['csv'] }, { required: ['pain001', 'debtors'] }],
    examples: [
      {
        mode: 'independent',
        payments: [{ from: 'acc_main', to: { account: 'acc_savings' }, amount: '1050', currency: 'USD' }],
        count: 1,
        sums: { USD: '1050' },
      },
    ],
  });

export const batch = z
  .strictObject({
    id: batchId,
    state: z.enum(['processing', 'done']).meta({ description: 'done: every line is a payment or a refusal.' }),
    mode: z.enum(['atomic', 'independent']),
    reference: z.string().nullable(),
    lines: z.int(),
    made: z.int().meta({ description: 'Payments so far.' }),
    refused: z.int(),
    createdBy: z.string(),
    createdAt: timeOut,
  })
  .meta({ id: 'PaymentBatch' });
export const batchPage = pageOf('PaymentBatchPage', batch);
export const batchPath = z.strictObject({ id: batchId });
export const batchesQuery = z.strictObject(pageShape);

const line = z
  .strictObject({
    line: z.int(),
    state: z.enum(['waiting', 'made', 'refused']),
    paymentId: z.string().nullable(),
    problem: z
      .strictObject({ type: z.string(), detail: z.string(), pointer: z.string() })
      .nullable()
      .meta({ description: 'Why it is no payment.' }),
  })
  .meta({ id: 'PaymentBatchLine' });
export const batchReport = z
  .strictObject({
    data: z.array(line),
    csv: z.string().meta({ description: 'The same, as CSV: line, state, paymentId, problem, pointer, detail.' }),
    pain002: z.string().nullable().meta({
      description:
        'Of a pain001: how far each payment has come by now, as pain.002.001.10 (of .09) or pain.002.001.03 (of .03).',
    }),
  })
  .meta({ id: 'PaymentBatchReport' });
