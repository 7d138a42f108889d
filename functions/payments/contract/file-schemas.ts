import * as z from 'zod';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { chars } from '../../kernel/values/bounded.ts';
import { balance } from '../../kernel/values/money.ts';
import { text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { fileId, railName, taskId } from './ids.ts';
import { TASK_REASONS } from './task-reasons.ts';

/** Lambda takes a request of 6 MB, and JSON escapes each line of a file. */
export const UPLOAD_BYTES_MAX = 4 * 1024 * 1024;

export const filePath = z.strictObject({ id: fileId });
export const taskPath = z.strictObject({ id: taskId });

const NAME_CHARS_MAX = 140;
const IBAN_CHARS_MAX = 64;
const cutOff = z
  .string()
  .regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/)
  .optional()
  .meta({ description: 'Until when the bank takes files of the day, in the time zone of the rail: HH:MM.' });
const sepaOriginator = z
  .strictObject({
    name: text(NAME_CHARS_MAX),
    iban: chars(IBAN_CHARS_MAX).meta({ description: 'The account at the bank that pays, and that reports are about.' }),
    bic: chars(11).optional().meta({ description: 'Of the bank, by ISO 9362.' }),
    cutOff,
  })
  .meta({ description: 'Over sepa.' });
const achOriginator = z
  .strictObject({
    name: text(NAME_CHARS_MAX).meta({ description: 'Of the company, up to 16 characters.' }),
    routingNumber: chars(16).meta({ description: 'Of the bank that takes the files.' }),
    bankName: text(NAME_CHARS_MAX).meta({ description: 'Up to 23 characters.' }),
    companyId: chars(16).meta({
      description: 'Ten characters, by which the bank knows the company.',
      examples: ['1121042882'],
    }),
    description: text(NAME_CHARS_MAX)
      .optional()
      .meta({ description: 'What the payee’s statement shows, up to 10 characters: PAYMENT unless said.' }),
    cutOff,
  })
  .meta({ description: 'Over ach.' });
export const originatorBody = z.union([sepaOriginator, achOriginator]).meta({
  id: 'NewPaymentOriginator',
  examples: [
    { name: 'Example GmbH', iban: 'DE75512108001245126199', cutOff: '14:30' },
    { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' },
  ],
});

const originatorOf = {
  rail: z.string(),
  name: z.string(),
  cutOff: z.string(),
  timeZone: z.string(),
  nextCutOff: timeOut,
};
export const originatorOut = z
  .union([
    z.strictObject({ ...originatorOf, iban: z.string(), bic: z.string().nullable() }),
    z.strictObject({
      ...originatorOf,
      routingNumber: z.string(),
      bankName: z.string(),
      companyId: z.string(),
      description: z.string().nullable(),
    }),
  ])
  .meta({ id: 'PaymentOriginator' });

export const newFile = z.strictObject({ rail: railName }).meta({ id: 'NewPaymentFile', examples: [{ rail: 'sepa' }] });

export const upload = z
  .strictObject({
    rail: railName,
    content: chars(UPLOAD_BYTES_MAX).meta({ description: 'The file as the bank wrote it, as one text in UTF-8.' }),
  })
  .meta({
    id: 'PaymentFileUpload',
    examples: [{ rail: 'sepa', content: '<?xml version="1.0" encoding="UTF-8"?>...' }],
  });

const common = {
  id: fileId,
  rail: z.string(),
  bytes: z.int().nullable(),
  sha256: z.string().nullable(),
  createdBy: z.string().meta({ description: 'A client, or cut-off or inbox where none asked.' }),
  createdAt: timeOut,
};
const outFile = z.strictObject({
  ...common,
  direction: z.literal('out'),
  state: z.enum(['filling', 'closed', 'written', 'empty']),
  payments: z.int(),
  amount: balance,
  currency: z.string(),
  executionDate: z.string().meta({ format: 'date' }),
});
const inFile = z.strictObject({
  ...common,
  direction: z.literal('in'),
  state: z.enum(['received', 'taken', 'refused']),
  form: z
    .string()
    .nullable()
    .meta({ examples: ['pain.002.001.10'] }),
  messageId: z.string().nullable(),
  reports: z.int().meta({ description: 'How much it said of payments of yours.' }),
  tasks: z.int().meta({ description: 'How much of it a person has to look at: GET /v1/payment-tasks.' }),
  refusal: z
    .strictObject({ code: z.string(), detail: z.string(), place: z.string().nullable() })
    .nullable()
    .meta({ description: 'Why nothing of it counts. The file is kept.' }),
});
export const file = z.union([outFile, inFile]).meta({ id: 'PaymentFile' });
export const filePage = pageOf('PaymentFilePage', file);
export const filesQuery = z.strictObject({
  ...pageShape,
  rail: railName.optional(),
  direction: z.enum(['out', 'in']).optional().meta({ description: 'out: for banks. in: of banks.' }),
});

export const contentQuery = z.strictObject({
  from: z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,11})$/)
    .optional()
    .meta({ description: 'The first byte that is wanted, 0 unless said.' }),
});
export const content = z
  .strictObject({
    content: z.string().meta({ description: 'Bytes of the file in base64.' }),
    from: z.int(),
    nextFrom: z.int().nullable().meta({ description: 'Where it goes on; null at the end.' }),
    total: z.int(),
  })
  .meta({ id: 'PaymentFileContent' });

export const task = z
  .strictObject({
    id: taskId,
    state: z.enum(['open', 'closed']),
    reason: z.enum(TASK_REASONS),
    file: z.string().meta({
      description: 'A file of the inbox, or of a bank account’s statements.',
      examples: ['file_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'],
    }),
    place: z
      .string()
      .nullable()
      .meta({ description: 'Where in the file.', examples: ['line 12'] }),
    payment: z.string().nullable(),
    code: z.string().nullable().meta({ description: 'What the bank says, as a code of the format.' }),
    detail: z.string(),
    closedBy: z.string().nullable(),
    createdAt: timeOut,
  })
  .meta({ id: 'PaymentTask' });
export const taskPage = pageOf('PaymentTaskPage', task);
export const tasksQuery = z.strictObject({ ...pageShape, state: z.enum(['open', 'closed']).optional() });
