import * as z from 'zod';
import { says } from '../../kernel/core/common-problems.ts';
import { pageShape } from '../../kernel/http/paging.ts';
import { chars, list } from '../../kernel/values/bounded.ts';
import { amount, balance, currency } from '../../kernel/values/money.ts';
import { metadata, text } from '../../kernel/values/text.ts';
import { time, timeOut } from '../../kernel/values/time.ts';
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

const countSays = (min: number, max: number, name: string): string =>
  says(ledgerProblems['posting-count'], `A transaction has ${min} to ${max} ${name}.`);

const effectiveAt = time.meta({ description: 'When it counts: from 1970 to now. When it is made, unless said.' });

export const newTransactionShape = {
  currency: currency.optional(),
  postings: list(posting, { max: MAX_POSTINGS, says: countSays(1, MAX_POSTINGS, 'postings') })
    .optional()
    .meta({ minItems: 1 }),
  entries: list(newEntry, { max: MAX_ENTRIES, says: countSays(MIN_ENTRIES, MAX_ENTRIES, 'entries') })
    .optional()
    .meta({ minItems: MIN_ENTRIES }),
  pending: z.boolean().optional().meta({ description: 'True holds the money; false, unless said, moves it.' }),
  expiresAt: time
    .nullable()
    .optional()
    .meta({ description: 'Of a hold only: from 1 second to 400 days ahead. Never, unless said.' }),
  reference: reference.optional(),
  uniqueReference: z.boolean().optional().meta({
    description:
      'True refuses this transaction where another one of yours carries its reference. Certain among all that ask for it, at once too; one that did not ask is seen moments after it was made.',
  }),
  description: description.optional(),
  effectiveAt: effectiveAt.nullable().optional(),
  metadata: metadata.optional(),
} as const;

/** What the parts of a transaction have to be together. */
interface Parts {
  readonly reference?: string | undefined;
  readonly uniqueReference?: boolean | undefined;
  readonly currency?: string | undefined;
  readonly postings?: readonly { readonly currency?: string | undefined }[] | undefined;
  readonly entries?: readonly { readonly currency?: string | undefined }[] | undefined;
}

/** Adds an issue for each rule that the parts break together: one form, a right number of lines, a currency for each. */
export const checkParts = (parts: Parts, context: z.RefinementCtx): void => {
  const { postings, entries } = parts;
  if (parts.uniqueReference === true && parts.reference === undefined) {
    context.addIssue({
      code: 'custom',
      path: ['reference'],
      message: 'A reference that is to be unique has to be there.',
    });
  }
  const name = postings === undefined ? 'entries' : 'postings';
  const lines = postings ?? entries;
  if (lines === undefined || (postings !== undefined && entries !== undefined)) {
    context.addIssue({ code: 'custom', message: 'Exactly one of postings and entries.' });
    return;
  }
  const [min, max] = name === 'postings' ? [1, MAX_POSTINGS] : [MIN_ENTRIES, MAX_ENTRIES];
  // Too many are told by the list itself, which has looked at none of them.
  if (lines.length > max) return;
  if (lines.length < min) {
    context.addIssue({ code: 'custom', path: [name], message: countSays(min, max, name) });
    return;
  }
  if (parts.currency !== undefined) return;
  const at = lines.findIndex((line) => line.currency === undefined);
  if (at < 0) return;
  context.addIssue({ code: 'custom', path: [name, at, 'currency'], message: 'A currency here or on the transaction.' });
};

type Json = z.core.JSONSchema.BaseSchema;

/** What a JSON schema can say of `checkParts`: two objects, one for each form, so that a generated type is one or the other. */
export const inEitherForm = (schema: z.ZodObject): Json => {
  const { $schema: _, ...object } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  const withOnly = (form: 'postings' | 'entries', other: 'postings' | 'entries'): Json => {
    const { [other]: __, ...properties } = object.properties ?? {};
    return { ...object, properties, required: [...(object.required ?? []), form] };
  };
  return { oneOf: [withOnly('postings', 'entries'), withOnly('entries', 'postings')] };
};

const transactionParts = z.strictObject(newTransactionShape);

export const newTransaction = transactionParts.superRefine(checkParts).meta({
  id: 'NewTransaction',
  examples: [{ currency: 'USD', postings: [{ from: 'acc_main', to: '@fees', amount: '25' }] }],
});
// The document gets the two forms in place of the one object that is checked, and none of what that object would be derived from.
Object.assign(newTransaction._zod, { toJSONSchema: () => inEitherForm(transactionParts), parent: undefined });

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
  uniqueReference: z.boolean().optional(),
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
    postedAmount: balance.optional().meta({
      description:
        'Of a hold with one posting: how much of it was posted, in all. While it is pending the rest is still held; however it ended, this is what moved.',
    }),
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
  .strictObject({
    amount: amount.optional().meta({
      description: 'A part to post, of a hold with one posting. All that is still held, unless said.',
    }),
    final: z.boolean().optional().meta({
      description: 'False keeps the rest held for further posts; true, unless said, releases it.',
    }),
  })
  .meta({ id: 'HoldPosting', examples: [{ amount: '300', final: false }] });

export const reverseBody = z
  .strictObject({
    description: description.optional(),
    effectiveAt: effectiveAt.nullable().optional(),
    metadata: metadata.optional(),
  })
  .meta({ id: 'Reversal', examples: [{ description: 'Taken back' }] });

/** Longer than anything that there is: what nothing has gives an empty list. */
const FILTER_CHARS_MAX = 1_024;

export const transactionsQuery = z.strictObject({
  ...pageShape,
  account: chars(FILTER_CHARS_MAX).min(1).optional().meta({ description: 'Transactions that touched this account.' }),
  reference: chars(FILTER_CHARS_MAX)
    .min(1)
    .optional()
    .meta({ description: 'Transactions with exactly this reference.' }),
  state: transactionState.optional().meta({ description: 'Transactions that are in this state now.' }),
  createdFrom: time.optional().meta({ description: 'Transactions made at this time or later.' }),
  createdTo: time.optional().meta({ description: 'Transactions made at this time or before.' }),
});

export type NewTransaction = z.output<typeof newTransaction>;
export type TransactionView = z.input<typeof transaction>;
export type DryRunView = z.input<typeof dryRun>;
