import * as z from 'zod';
import { chars, list } from '../../values/bounded.ts';
import { currency } from '../../values/money.ts';
import { ENCODINGS } from '../statement/encoding.ts';

/** How a day is written. A file keeps to one of them: what could be read either way is declared, never guessed. */
export const DATE_FORMS = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'YYYYMMDD',
  'DD.MM.YYYY',
  'DD/MM/YYYY',
  'DD-MM-YYYY',
  'MM/DD/YYYY',
  'DD.MM.YY',
  'DD/MM/YY',
  'MM/DD/YY',
] as const;
export type DateForm = (typeof DATE_FORMS)[number];

/** The header's name of a column; its number from 1 where the file has no header. */
const column = z.union([chars(200).min(1), z.int().min(1).max(500)]);

const columns = z.strictObject({
  bookedOn: column,
  valueOn: column.optional(),
  amount: column.optional().meta({ description: 'Signed: below zero went out.' }),
  in: column.optional().meta({ description: 'What came in, without a sign; with `out`, in place of `amount`.' }),
  out: column.optional(),
  balance: column.optional().meta({ description: 'The balance after the line: it proves every line.' }),
  account: column.optional().meta({ description: 'Is the declared account in every row, else the file is refused.' }),
  currency: column.optional().meta({ description: 'Is the declared currency in every row, else the file is refused.' }),
  state: column.optional().meta({ description: 'Says with the words of `pending` that a line is not booked yet.' }),
  code: column.optional(),
  ownerReference: column.optional(),
  bankReference: column.optional(),
  endToEndId: column.optional(),
  counterparty: column.optional(),
  counterpartyAccount: column.optional(),
  remittance: column.optional(),
  uniqueId: column.optional().meta({ description: 'What the bank promises to be unique in the account.' }),
});

/** The members of a mapping, each by itself. */
export const csvMappingForm = z.strictObject({
  account: chars(64).min(1),
  currency,
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  encoding: z.enum(ENCODINGS).default('utf-8'),
  decimal: z.enum(['.', ',']),
  grouping: z.enum(['.', ',', ' ', "'"]).optional(),
  dates: z.enum(DATE_FORMS),
  order: z.enum(['oldest-first', 'newest-first']).default('oldest-first'),
  skip: z.int().min(0).max(100).default(0).meta({ description: 'Lines before the header.' }),
  header: z.boolean().default(true),
  pending: list(chars(64), { max: 20 }).default([]),
  columns,
});

/** What a CSV file of a bank means. Nothing of it is guessed from the file. */
export const csvMapping = csvMappingForm.superRefine((mapping, context) => {
  const { amount, in: incoming, out } = mapping.columns;
  if ((amount === undefined) === (incoming === undefined && out === undefined))
    context.addIssue({ code: 'custom', path: ['columns'], message: 'Either `amount`, or `in` and `out`.' });
  if ((incoming === undefined) !== (out === undefined))
    context.addIssue({ code: 'custom', path: ['columns'], message: '`in` and `out` come together.' });
  if (mapping.grouping === mapping.decimal)
    context.addIssue({ code: 'custom', path: ['grouping'], message: 'Another character than the decimal mark.' });
  if (mapping.columns.state !== undefined && mapping.pending.length === 0)
    context.addIssue({ code: 'custom', path: ['pending'], message: 'The words that say that a line is pending.' });
  if (!mapping.header && Object.values(mapping.columns).some((one) => typeof one === 'string'))
    context.addIssue({ code: 'custom', path: ['columns'], message: 'Without a header columns are numbers from 1.' });
});
export type CsvMapping = z.output<typeof csvMapping>;
export type ColumnName = keyof CsvMapping['columns'];
