import { type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import type { Receipts } from '../../../kernel/idempotency/exactly-once.ts';
import type { Receipt } from '../../../kernel/idempotency/receipt.ts';
import { parsePartition, receiptKey } from './keys.ts';

/**
 * Attributes of a receipt: what became of one key, once written never changed. On a transaction's item (`T`) those of
 * transaction-item.ts stand beside them.
 */
export const RECEIPT = {
  operation: 'op',
  /** The client's Idempotency-Key. */
  key: 'ik',
  fingerprint: 'fp',
  /** HTTP status of the answer. */
  status: 'sc',
  /** Body of the answer, verbatim. */
  body: 'b',
  /** When it was answered in ms; also the sort key of the `reference` index. */
  at: 'at',
  actor: 'ac',
  requestId: 'rq',
  codeVersion: 'cv',
  format: 'f',
} as const;

/** A receipt less its id, which is in its item's key (`transactionKey` or `receiptKey`). */
export const receiptAttributes = (receipt: Omit<Receipt, 'id'>): Item => ({
  [RECEIPT.operation]: s(receipt.operation),
  [RECEIPT.key]: s(receipt.key),
  [RECEIPT.fingerprint]: s(receipt.fingerprint),
  [RECEIPT.status]: n(receipt.status),
  [RECEIPT.body]: s(receipt.body),
  [RECEIPT.at]: n(receipt.at),
  [RECEIPT.actor]: s(receipt.actor),
  [RECEIPT.requestId]: s(receipt.requestId),
  [RECEIPT.codeVersion]: s(receipt.codeVersion),
  [RECEIPT.format]: n(receipt.format),
});

/** The id is that of the key: `txn_...` for a transaction, 26 characters for any other operation. */
export const readReceipt = (item: Item): Receipt => ({
  id: present(parsePartition(str(item, 'pk')), 'a receipt has a key of its own').id,
  operation: str(item, RECEIPT.operation),
  key: str(item, RECEIPT.key),
  fingerprint: str(item, RECEIPT.fingerprint),
  status: int(item, RECEIPT.status),
  body: str(item, RECEIPT.body),
  at: int(item, RECEIPT.at),
  actor: str(item, RECEIPT.actor),
  requestId: str(item, RECEIPT.requestId),
  codeVersion: str(item, RECEIPT.codeVersion),
  format: int(item, RECEIPT.format),
});

/** Where the ledger keeps them; transactions are receipts themselves, under `transactionKey`. */
export const RECEIPTS: Receipts = { form: { write: receiptAttributes, read: readReceipt }, keyOf: receiptKey };

/** True for a receipt that had an effect; false for a stored refusal. */
export const succeeded = (receipt: Pick<Receipt, 'status'>): boolean => receipt.status < 300;
