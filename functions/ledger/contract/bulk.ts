import * as z from 'zod';
import { common, said } from '../../kernel/core/common-problems.ts';
import { FAULTS_MAX, list } from '../../kernel/values/bounded.ts';
import { itemKey } from './ids.ts';
import { ledgerProblems } from './problems.ts';
import { checkParts, inEitherForm, type NewTransaction, newTransactionShape, transaction } from './transaction.ts';

export const MAX_BATCH = 1000;
/** A bulk body may have this many bytes. */
export const MAX_BULK_BYTES = 1_048_576;

const keyedParts = z.strictObject({ key: itemKey, ...newTransactionShape });
const keyed = keyedParts.superRefine(checkParts);

/** One transaction of a batch: what createTransaction would have got, as the key and the body. */
export interface BulkItem {
  readonly key: string;
  /** Only to be read as such where `issues` is empty. */
  readonly body: NewTransaction;
  /** Rules (422) that the item breaks by itself. What is malformed (400) refuses the whole batch instead. */
  readonly issues: readonly z.core.$ZodIssue[];
}

const statuses: Readonly<Record<string, number>> = Object.fromEntries(
  [...Object.values(common), ...Object.values(ledgerProblems)].map(({ slug, status }) => [slug, status]),
);

/** True for an issue that names a rule of money; false for one that names a malformed request. */
const isRule = (issue: z.core.$ZodIssue): boolean => statuses[said(issue.message)?.slug ?? ''] === 422;

/**
 * Checks an item by the schemas of createTransaction itself. A broken rule that would be answered 422 alone becomes the answer of
 * its item, and not of the batch.
 */
const bulkItem = z.unknown().transform((raw, context): BulkItem => {
  const parsed = keyed.safeParse(raw);
  const issues = parsed.success ? [] : parsed.error.issues.slice(0, FAULTS_MAX);
  if (!issues.every(isRule)) {
    for (const issue of issues) context.issues.push({ ...issue, input: raw } as z.core.$ZodRawIssue);
    return z.NEVER;
  }
  const { key, ...body } = (parsed.success ? parsed.data : raw) as NewTransaction & { readonly key: string };
  return { key, body, issues };
});
// The transform says nothing of its input: the OpenAPI document gets the schema that it checks by.
bulkItem._zod.toJSONSchema = () => inEitherForm(keyedParts);

export const newBatch = z
  .strictObject({
    mode: z.enum(['atomic', 'independent']).meta({ description: 'All or none, or each by itself, in order.' }),
    transactions: list(bulkItem, { min: 1, max: MAX_BATCH }),
  })
  .meta({
    id: 'NewBatch',
    examples: [
      {
        mode: 'independent',
        transactions: [
          { key: 'order-42', currency: 'USD', postings: [{ from: 'acc_main', to: '@fees', amount: '25' }] },
        ],
      },
    ],
  });

/** A problem as it stands inside an answer; the same members as `application/problem+json`. */
export const itemProblem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'ItemProblem' });

export const batch = z
  .strictObject({
    committed: z.boolean().meta({ description: 'Atomic: whether all were made. Independent: whether any was.' }),
    results: z
      .array(
        z.strictObject({
          key: z.string(),
          status: z.int().meta({ description: 'As createTransaction would have answered.' }),
          transaction: transaction
            .optional()
            .meta({ description: 'Left out of all results where they would be more than one answer can hold.' }),
          problem: itemProblem.optional(),
        }),
      )
      .meta({ description: 'In the order of the request.' }),
  })
  .meta({ id: 'Batch' });

export type NewBatch = z.output<typeof newBatch>;
