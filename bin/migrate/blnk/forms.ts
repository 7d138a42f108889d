import * as z from 'zod';

/**
 * Elements of `GET /ledgers`, `GET /balances` and `GET /transactions` of Blnk 0.10 to 0.15 (`model/*.go`). Whole numbers are digits of
 * any length. `amount` is a float beside `precise_amount`, and is never read.
 */
const whole = z.string().regex(/^-?\d{1,100}$/);
const time = z.string();
const metaData = z.record(z.string(), z.unknown()).nullish();

export const ledger = z.strictObject({
  ledger_id: z.string(),
  name: z.string(),
  created_at: time,
  meta_data: metaData,
});

export const balance = z.strictObject({
  balance: whole,
  version: whole,
  inflight_balance: whole,
  credit_balance: whole,
  inflight_credit_balance: whole,
  debit_balance: whole,
  inflight_debit_balance: whole,
  queued_debit_balance: whole.nullish(),
  queued_credit_balance: whole.nullish(),
  precision: z.string().optional(),
  ledger_id: z.string(),
  identity_id: z.string().nullish(),
  balance_id: z.string(),
  indicator: z.string().nullish(),
  currency: z.string(),
  identity: z.unknown().optional(),
  ledger: z.unknown().optional(),
  created_at: time,
  inflight_expires_at: time.nullish(),
  meta_data: metaData,
  track_fund_lineage: z.boolean().optional(),
  allocation_strategy: z.string().optional(),
});
export type Balance = z.infer<typeof balance>;

export const STATUSES = ['QUEUED', 'SCHEDULED', 'APPLIED', 'INFLIGHT', 'VOID', 'REJECTED'] as const;

export const transaction = z.strictObject({
  precise_amount: whole,
  amount: z.string(),
  amount_string: z.string().optional(),
  precision: z.string(),
  overdraft_limit: z.string().optional(),
  transaction_id: z.string(),
  parent_transaction: z.string().nullish(),
  source: z.string(),
  destination: z.string(),
  reference: z.string(),
  currency: z.string(),
  description: z.string().optional(),
  status: z.enum(STATUSES),
  hash: z.string().optional(),
  allow_overdraft: z.boolean().optional(),
  inflight: z.boolean().optional(),
  skip_queue: z.boolean().optional(),
  atomic: z.boolean().optional(),
  created_at: time,
  effective_date: time.nullish(),
  scheduled_for: time.nullish(),
  inflight_expiry_date: time.nullish(),
  inflight_commit_date: time.nullish(),
  meta_data: metaData,
});
export type Transaction = z.infer<typeof transaction>;
