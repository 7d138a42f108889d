import * as z from 'zod';
import { csvMappingForm } from '../../kernel/formats/csv/csv-mapping.ts';
import { STATEMENT_FORMATS } from '../../kernel/formats/statement/formats.ts';
import { chars, list } from '../../kernel/values/bounded.ts';
import { balance } from '../../kernel/values/money.ts';
import { text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { isZone } from '../../kernel/values/zone.ts';
import { bankAccountId, bankFileId } from './bank-ids.ts';
import { currencyCode, day, ledgerAccount } from './values.ts';

export const BANK_ACCOUNTS_MAX = 100;
export const NUMBERS_MAX = 10;
export const STATEMENTS_MAX = 500;
export const REFUSED_SHOWN = 20;
/** Base64 of a file of 4 MB: as much as an answer and a request of Lambda have room for. */
export const CONTENT_CHARS_MAX = 5_600_000;
export const BANK_BODY_BYTES_MAX = 5_700_000;

const number = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,63}$/)
  .meta({
    description: 'An IBAN or a number, as files of the bank name the account.',
    examples: ['DE89370400440532013000'],
  });
const zone = z
  .string()
  .refine((name) => name.length <= 64 && isZone(name), { error: 'A time zone is a name such as Europe/Berlin.' })
  .meta({ examples: ['Europe/Berlin'] });
const minor = z
  .string()
  .regex(/^(?:0|[1-9][0-9]{0,17})$/)
  .meta({ description: 'Minor units.', examples: ['100000'] });

export const newBankAccount = z
  .strictObject({
    numbers: list(number, { max: NUMBERS_MAX }).min(1).meta({ minItems: 1 }),
    currency: currencyCode,
    account: ledgerAccount.meta({ description: 'The account of the ledger that mirrors it.' }),
    timeZone: zone.optional().meta({ description: 'In which the ledger’s entries get their day. UTC unless said.' }),
    name: text(255).optional(),
    approvalFrom: minor.optional().meta({
      description: 'From this amount on another client agrees to a resolution. 0, each of them, unless said.',
    }),
  })
  .meta({ id: 'NewBankAccount' });

export const bankAccount = z
  .strictObject({
    id: bankAccountId,
    numbers: z.array(z.string()),
    currency: currencyCode,
    account: z.string(),
    timeZone: z.string(),
    name: z.string().nullable(),
    approvalFrom: z.string(),
    filesTaken: z.int(),
    filesRefused: z.int(),
    lastRefused: z.array(bankFileId).meta({ description: 'The newest 20 files that were refused. They are kept.' }),
    createdAt: timeOut,
  })
  .meta({ id: 'BankAccount' });

export const newBankStatement = z
  .strictObject({
    content: chars(CONTENT_CHARS_MAX).min(1).meta({ description: 'The file in base64, at most 4 MB of it.' }),
    format: z
      .enum(STATEMENT_FORMATS)
      .optional()
      .meta({ description: 'Seen from the file unless said; CSV says nothing of itself.' }),
    mapping: csvMappingForm.optional().meta({ description: 'Of CSV: what its columns mean.' }),
  })
  .meta({ id: 'NewBankStatement' });

export const takenStatement = z.strictObject({
  identity: z.string(),
  from: day,
  to: day,
  opening: balance.nullable(),
  closing: balance.nullable(),
  lines: z.int(),
  notifies: z.boolean().meta({ description: 'A notification: its lines are in the account’s statement again.' }),
});

const gap = z.strictObject({ after: day, before: day, closed: balance, opens: balance });

export const bankFile = z
  .strictObject({
    id: bankFileId,
    bankAccount: bankAccountId,
    state: z.enum(['taken', 'refused']),
    format: z.enum(STATEMENT_FORMATS).nullable(),
    bytes: z.int(),
    sha256: z.string(),
    statements: z.array(takenStatement),
    others: z.int().meta({ description: 'Statements of other accounts in the file: they are not taken.' }),
    gaps: z.array(gap).meta({
      description: 'Beside these statements: one opens with another balance than the one before it closed with.',
    }),
    refusal: z.strictObject({ detail: z.string(), place: z.string().nullable() }).nullable(),
    takenBy: z.string(),
    createdAt: timeOut,
  })
  .meta({ id: 'BankFile' });

export const bankFileContent = z
  .strictObject({ content: z.string().meta({ description: 'The file in base64.' }), bytes: z.int() })
  .meta({ id: 'BankFileContent' });
