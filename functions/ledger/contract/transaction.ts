import * as z from 'zod';
import { says } from '../../kernel/common-problems.ts';
import { amount, balance, currency } from '../../kernel/money.ts';
import { pageShape } from '../../kernel/paging.ts';
import { metadata, text } from '../../kernel/text.ts';
import { time, timeOut } from '../../kernel/time.ts';
import { side } from './account.ts';
import { accountRef } from './ids.ts';
import { ledgerProblems } from './problems.ts';

export const MAX_POSTINGS = 48;
export const MIN_ENTRIES = 2;
export const MAX_ENTRIES = 96;

const ownCurrency = currency.optional().meta({ description: "Overrides the transaction's." });

export const posting = z
  .strictObject({ from: accountRef, to: accountRef, amount, currency: ownCurrency })
  .meta({ description: '`from` is debited, `to` is credited.' });

export const newEntry = z.strictObject({ account: accountRef, direction: side, amount, currency: ownCurrency });

export const REFERENCE_CHARS_MAX = 255;
const reference = text(REFERENCE_CHARS_MAX).meta({ examples: ['invoice 42'] });
const description = text(500).meta({ examples: ['Lunch'] });

export const newTransactionShape = {
  currency: currency.optional(),
  postings: z.array(posting).optional().meta({ minItems: 1, maxItems: MAX_POSTINGS }),
  entries: z.array(newEntry).optional().meta({ minItems: MIN_ENTRIES, maxItems: MAX_ENTRIES }),
  pending: z.boolean().optional().meta({ description: 'True holds the money; false, unless said, moves it.' }),
  expiresAt: time
    .nullable()
    .optional()
    .meta({ description: 'Of a hold only: from 1 second to 400 days ahead. Never, unless said.' }),
  reference: reference.optional(),
  description: description.optional(),
  effectiveAt: time
    .nullable()
    .optional()
    .meta({ description: 'When it counts: from 1970 to now. When it is made, unless said.' }),
  metadata: metadata.optional(),
} as const;

/** What the parts of a transaction have to be together. */
interface Parts {
  readonly currency?: string | undefined;
  readonly postings?: readonly { readonly currency?: string | undefined }[] | undefined;
  readonly entries?: readonly { readonly currency?: string | undefined }[] | undefined;
}

/** Adds an issue for each rule that the parts break together: one form, a right number of lines, a currency for each. */
export const checkParts = (parts: Parts, context: z.RefinementCtx): void => {
  const { postings, entries } = parts;
  const name = postings === undefined ? 'entries' : 'postings';
  const lines = postings ?? entries;
  if (lines === undefined || (postings !== undefined && entries !== undefined)) {
    context.addIssue({ code: 'custom', message: 'Exactly one of postings and entries.' });
    return;
  }
  const [min, max] = name === 'postings' ? [1, MAX_POSTINGS] : [MIN_ENTRIES, MAX_ENTRIES];
  if (lines.length < min || lines.length > max) {
    const message = says(ledgerProblems['posting-count'], `A transaction has ${min} to ${max} ${name}.`);
    context.addIssue({ code: 'custom', path: [name], message });
    return;
  }
  if (parts.currency !== undefined) return;
  const at = lines.findIndex((line) => line.currency === undefined);
  if (at < 0) return;
  context.addIssue({ code: 'custom', path: [name, at, 'currency'], message: 'A currency here or on the transaction.' });
};

/** Of `checkParts`, what a JSON schema can say. */
export const ONE_FORM = { oneOf: [{ required: ['postings'] }, { required: ['entries'] }] };

export const newTransaction = z
  .strictObject(newTransactionShape)
  .superRefine(checkParts)
  .meta({
    ...ONE_FORM,
    id: 'NewTransaction',
    examples: [{ currency: 'USD', postings: [{ from: 'acc_main', to: '@fees', amount: '25' }] }],
  });

export const transactionState = z.enum(['posted', 'pending', 'voided', 'expired']);

const madeShape = {
  state: transactionState,
  currency: z.string().optional(),
  postings: z
    .array(z.strictObject({ from: z.string(), to: z.string(), amount: balance, currency: z.string().optional() }))
    .optional(),
  pending: z.boolean(),
  expiresAt: timeOut.nullable(),
  reference: z.string().optional(),
  description: z.string().optional(),
  effectiveAt: timeOut.nullable(),
  metadata,
  createdAt: timeOut,
} as const;

const madeEntry = { account: z.string(), direction: side, amount: balance, currency: z.string() } as const;

export const transaction = z
  .strictObject({
    id: z.string(),
    ...madeShape,
    entries: z.array(z.strictObject(madeEntry)).meta({ description: 'Netted per account and currency.' }),
    postedAmount: balance.optional().meta({ description: 'Of a posted hold with one posting: how much of it.' }),
    reversedBy: z.string().optional(),
    reverses: z.string().optional(),
  })
  .meta({ id: 'Transaction' });

/** What a dry run answers: the transaction as it would be. */
export const dryRun = z
  .strictObject({
    id: z.null(),
    ...madeShape,
    entries: z.array(
      z.strictObject({
        ...madeEntry,
        balanceAfter: balance.nullable().meta({ description: 'The posted balance after; null for a system account.' }),
        availableAfter: balance
          .nullable()
          .meta({ description: 'What may still go out after; null when unlimited and for a system account.' }),
      }),
    ),
  })
  .meta({ id: 'DryRun' });

/** `?dryRun=true` shows what would happen. */
export const createQuery = z.strictObject({
  dryRun: z.enum(['true', 'false']).optional().meta({ description: 'True shows what would happen and does nothing.' }),
});

export const postBody = z
  .strictObject({ amount: amount.optional().meta({ description: 'A part to post; the rest is released.' }) })
  .meta({ id: 'HoldPosting' });

export const reverseBody = z
  .strictObject({ description: description.optional(), metadata: metadata.optional() })
  .meta({ id: 'Reversal' });

export const transactionsQuery = z
  .strictObject({
    ...pageShape,
    account: z.string().optional().meta({ description: 'Transactions that touched this account.' }),
    reference: z.string().optional().meta({ description: 'Transactions with exactly this reference.' }),
    state: z.string().optional().meta({ description: 'posted, pending, voided or expired.' }),
  })
  .refine((query) => query.account !== undefined || query.reference !== undefined, {
    error: 'Filter by account, by reference or by both.',
  });

export type NewTransaction = z.output<typeof newTransaction>;
export type TransactionView = z.input<typeof transaction>;
export type DryRunView = z.input<typeof dryRun>;
