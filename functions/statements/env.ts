import * as z from 'zod';

/** The environment of statements' functions: the stack sets exactly these names, and the code reads no others of its own. */
export const statementsEnv = z.object({ TABLE_NAME: z.string().min(1) });
export type StatementsEnv = z.infer<typeof statementsEnv>;

/** Of the API: what each tenant may ask for, in items a second; `off` sets no budget. */
export const budgetEnv = z.object({ TENANT_BUDGET: z.string().regex(/^(?:off|[1-9][0-9]{0,6})$/) });
export type BudgetEnv = z.infer<typeof budgetEnv>;

/** Of the API: the alias of the ledger's. */
export const ledgerEnv = z.object({ LEDGER_FUNCTION: z.string().min(1) });
export type LedgerEnv = z.infer<typeof ledgerEnv>;

/** Of the API of banks: the alias of the function that reads their files. */
export const readerEnv = z.object({ READER_FUNCTION: z.string().min(1) });
export type ReaderEnv = z.infer<typeof readerEnv>;
