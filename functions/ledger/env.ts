import * as z from 'zod';

/**
 * The environment of the ledger's functions. The stack sets exactly these names, and the code reads no others, so the two
 * cannot drift apart.
 */
export const ledgerEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The bus that the relay publishes on. */
  BUS_NAME: z.string().min(1),
  /** The HMAC key (KMS) behind the signatures of cursors. */
  CURSOR_KEY_ID: z.string().min(1),
});
export type LedgerEnv = z.infer<typeof ledgerEnv>;
