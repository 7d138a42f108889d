import * as z from 'zod';

/** The environment of proof's functions: the stack sets exactly these names, and the code reads no others of its own. */
export const proofEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The key that signs checkpoints. */
  LOG_KEY_ID: z.string().min(1),
});
export type ProofEnv = z.infer<typeof proofEnv>;

/** Of the API: the alias of the ledger's. */
export const ledgerEnv = z.object({ LEDGER_FUNCTION: z.string().min(1) });
export type LedgerEnv = z.infer<typeof ledgerEnv>;
