import * as z from 'zod';
import type { JournalAccount, JournalTransaction } from './journal.ts';

const digits = z.string().regex(/^-?\d{1,28}$/);
const side = z.enum(['debit', 'credit']);

/** An account as the ledger's API lists it. */
export const listedAccount = z.object({
  id: z.string(),
  currency: z.string(),
  normalBalance: side,
  overdraft: z.union([z.enum(['none', 'unlimited']), z.object({ limit: digits })]),
  name: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  version: z.int(),
  balance: z.object({ posted: digits }),
});
export type ListedAccount = z.infer<typeof listedAccount>;

/** A transaction as the ledger's API lists it. */
export const listedTransaction = z.object({
  id: z.string(),
  state: z.enum(['posted', 'pending', 'voided', 'expired']),
  pending: z.boolean(),
  currency: z.string().optional(),
  postings: z
    .array(z.object({ from: z.string(), to: z.string(), amount: digits, currency: z.string().optional() }))
    .optional(),
  entries: z.array(z.object({ account: z.string(), direction: side, amount: digits, currency: z.string() })),
  postedAmount: digits.optional(),
  reference: z.string().optional(),
  description: z.string().optional(),
  effectiveAt: z.string().nullable(),
  createdAt: z.string(),
  metadata: z.record(z.string(), z.string()),
});
export type ListedTransaction = z.infer<typeof listedTransaction>;

export const pageOf = <T>(of: z.ZodType<T>) => z.object({ data: z.array(of), nextCursor: z.string().nullable() });

export const journalAccount = ({ version: _, balance: __, ...account }: ListedAccount): JournalAccount => account;

/** What it has: debits less credits. */
export const debitBalance = ({ normalBalance, balance }: ListedAccount): bigint =>
  BigInt(balance.posted) * (normalBalance === 'debit' ? 1n : -1n);

/** What moved in the end: of a hold what was posted of it, on the day of the hold, and nothing of one that was not. */
export const moved = (one: ListedTransaction): JournalTransaction | undefined => {
  const { id, state, pending, entries, postings = [], postedAmount, currency, reference, description, metadata } = one;
  const at = one.effectiveAt ?? one.createdAt;
  const told = { id, at, reference, description, metadata };
  const [posting] = postings;
  if (!pending) return { ...told, entries };
  if (postedAmount !== undefined && posting !== undefined) {
    if (postedAmount === '0') return undefined;
    const part = { amount: postedAmount, currency: posting.currency ?? currency ?? '' };
    const debit = { account: posting.from, direction: 'debit' as const, ...part };
    return { ...told, entries: [debit, { account: posting.to, direction: 'credit' as const, ...part }] };
  }
  return state === 'posted' ? { ...told, entries } : undefined;
};
