import * as z from 'zod';

/**
 * The environment of the ledger's functions. The stack sets exactly these names, and the code reads no others, so the two
 * cannot drift apart.
 */
export const ledgerEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The bus that the relay publishes on. */
  BUS_NAME: z.string().min(1),
});
export type LedgerEnv = z.infer<typeof ledgerEnv>;

/** Of the API, whose lists have cursors: the HMAC key (KMS) that signs them. */
export const cursorEnv = z.object({ CURSOR_KEY_ID: z.string().min(1) });
export type CursorEnv = z.infer<typeof cursorEnv>;

/** Of the API: items a second that each tenant may ask for in the long run; `off` sets no budget. */
export const budgetEnv = z.object({ TENANT_BUDGET: z.string().regex(/^(?:off|[1-9][0-9]{0,6})$/) });
export type BudgetEnv = z.infer<typeof budgetEnv>;
