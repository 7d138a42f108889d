import * as z from 'zod';

/** The environment variables that every function of payments has. The schemas below name those of some functions only. */
export const paymentsEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The bus that the relay publishes on. */
  BUS_NAME: z.string().min(1),
});
export type PaymentsEnv = z.infer<typeof paymentsEnv>;

/** Of the API: the HMAC key (KMS) behind the signatures of cursors. */
export const cursorEnv = z.object({ CURSOR_KEY_ID: z.string().min(1) });
export type CursorEnv = z.infer<typeof cursorEnv>;

/** Of the API: what each tenant may ask for, in items a second; `off` sets no budget. */
export const budgetEnv = z.object({ TENANT_BUDGET: z.string().regex(/^(?:off|[1-9][0-9]{0,6})$/) });
export type BudgetEnv = z.infer<typeof budgetEnv>;

/** Of the functions that ask the ledger: the alias of its API. */
export const ledgerEnv = z.object({ LEDGER_FUNCTION: z.string().min(1) });
export type LedgerEnv = z.infer<typeof ledgerEnv>;

/** Of the functions that put work into the queue, the bank that reports there among them. */
export const queueEnv = z.object({ WORK_QUEUE_URL: z.url() });
export type QueueEnv = z.infer<typeof queueEnv>;

/** Of the functions that put files into the queue of files. */
export const fileQueueEnv = z.object({ FILE_QUEUE_URL: z.url() });
export type FileQueueEnv = z.infer<typeof fileQueueEnv>;

/** Of the functions that put what is about banks' files into the queue of the inbox. */
export const inboxQueueEnv = z.object({ INBOX_QUEUE_URL: z.url() });
export type InboxQueueEnv = z.infer<typeof inboxQueueEnv>;

/** Of the functions that write or read files: where those for banks lie, and those of banks. */
export const bucketsEnv = z.object({ OUTBOX_BUCKET: z.string().min(1), INBOX_BUCKET: z.string().min(1) });
export type BucketsEnv = z.infer<typeof bucketsEnv>;

/** Of the worker: the alias of the sandbox's bank. */
export const sandboxEnv = z.object({ SANDBOX_FUNCTION: z.string().min(1) });
export type SandboxEnv = z.infer<typeof sandboxEnv>;

/** Of batches: the alias of what reads clients' own files. */
export const clientFilesEnv = z.object({ CLIENT_FILES_FUNCTION: z.string().min(1) });
export type ClientFilesEnv = z.infer<typeof clientFilesEnv>;

/** Of the sandbox's bank: its own table. */
export const bankEnv = z.object({ BANK_TABLE_NAME: z.string().min(1) });
export type BankEnv = z.infer<typeof bankEnv>;
