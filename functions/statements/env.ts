import * as z from 'zod';

/** The environment of statements' functions: the stack sets exactly these names, and the code reads no others of its own. */
export const statementsEnv = z.object({ TABLE_NAME: z.string().min(1) });
export type StatementsEnv = z.infer<typeof statementsEnv>;

/** Of the API: the alias of the ledger's. */
export const ledgerEnv = z.object({ LEDGER_FUNCTION: z.string().min(1) });
export type LedgerEnv = z.infer<typeof ledgerEnv>;
