import * as z from 'zod';

/**
 * A message of `tigerbeetle amqp`, as its documentation (`docs/operating/cdc.md`) and `src/cdc/runner.zig` have it: 0.16.43 and later.
 * Numbers past 2^53 are strings there; either is the text of its digits here.
 */
const digits = z.string().regex(/^(?:0|[1-9]\d{0,38})$/);

const account = z.strictObject({
  id: digits,
  debits_pending: digits,
  debits_posted: digits,
  credits_pending: digits,
  credits_posted: digits,
  user_data_128: digits,
  user_data_64: digits,
  user_data_32: digits,
  code: digits,
  flags: digits,
  timestamp: digits,
});
export type Account = z.infer<typeof account>;

export const event = z.strictObject({
  timestamp: digits,
  type: z.enum(['single_phase', 'two_phase_pending', 'two_phase_posted', 'two_phase_voided', 'two_phase_expired']),
  ledger: digits,
  transfer: z.strictObject({
    id: digits,
    amount: digits,
    pending_id: digits,
    user_data_128: digits,
    user_data_64: digits,
    user_data_32: digits,
    timeout: digits,
    code: digits,
    flags: digits,
    timestamp: digits,
  }),
  debit_account: account,
  credit_account: account,
});
export type Event = z.infer<typeof event>;

/** `flags` of an account (`docs/reference/account.md`). */
export const ACCOUNT_FLAGS = { noDebitsPastCredits: 2n, noCreditsPastDebits: 4n, closed: 32n } as const;
/** `flags` of a transfer that say more than its amount (`docs/reference/transfer.md`). */
export const TRANSFER_FLAGS: readonly (readonly [bigint, string, string])[] = [
  [1n, 'linked', 'booked by itself'],
  [16n, 'balancing debit', 'booked with the amount that it came to'],
  [32n, 'balancing credit', 'booked with the amount that it came to'],
  [64n, 'closing debit', 'the account stays open here'],
  [128n, 'closing credit', 'the account stays open here'],
];
