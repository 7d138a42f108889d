import type { Call } from '../../../kernel/core/call.ts';
import type { uploadPaymentFile } from '../../contract/file-api.ts';

/** What a payment may make others wait for, in items of its tenant's budget: events, and orders to the ledger, which charges its own. */
export const CREATE_ITEMS = 4;

/** The shortest thing that a bank's file can say: a NACHA entry of 94 characters with its addenda record. */
const WORD_CHARS = 188;

/** A bank's file may be a task or a step of a payment for each thing that it says: it is charged by its length, as one item at least. */
export const uploadItems = ({ body: { content } }: Call<typeof uploadPaymentFile>): number =>
  Math.max(1, Math.ceil(content.length / WORD_CHARS));
