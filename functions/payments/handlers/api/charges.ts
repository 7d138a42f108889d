import type { Call } from '../../../kernel/core/call.ts';
import type { createPaymentBatch } from '../../contract/batch-api.ts';
import type { uploadPaymentFile } from '../../contract/file-api.ts';
import { BATCH_LINES_MAX } from '../../model/batch.ts';

/** What a payment may make others wait for, in items of its tenant's budget: events, and orders to the ledger, which charges its own. */
export const CREATE_ITEMS = 4;

/** The shortest payment of a pain.001: its end-to-end id, amount, creditor and IBAN in their elements. */
const ORDER_CHARS = 200;

/**
 * A batch is as many payments as it has lines; what is more than it may have is refused by its route handler. A file is charged by its
 * length as well: all of it is read before it is known that it says nothing.
 */
export const batchItems = ({ body: { payments, csv, pain001 = '' } }: Call<typeof createPaymentBatch>): number => {
  // A payment of a file opens and closes its element.
  const said = Math.ceil((pain001.split('CdtTrfTxInf').length - 1) / 2);
  const inFile = Math.max(1, said, Math.ceil(pain001.length / ORDER_CHARS));
  return CREATE_ITEMS * Math.min(BATCH_LINES_MAX, payments?.length ?? csv?.split('\n').length ?? inFile);
};

/** A report reads all lines of a batch, and all payments of a client's own file. */
export const REPORT_ITEMS = 20;

/** The shortest thing that a bank's file can say: a NACHA entry of 94 characters with its addenda record. */
const WORD_CHARS = 188;

/** A bank's file may be a task or a step of a payment for each thing that it says: it is charged by its length, as one item at least. */
export const uploadItems = ({ body: { content } }: Call<typeof uploadPaymentFile>): number =>
  Math.max(1, Math.ceil(content.length / WORD_CHARS));

/** A part of a file is three million bytes, out of a bucket and through the function's memory. */
export const CONTENT_ITEMS = 10;
