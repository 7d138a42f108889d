import type { IdempotencyStore } from '../../../kernel/idempotency/exactly-once.ts';
import { receiptsAt } from '../../../kernel/idempotency/receipt-item.ts';
import { RECEIPT_SORT } from '../../../kernel/standard/domain-store.ts';
import { itemKey } from '../../../kernel/standard/item-key.ts';

/** Statements' table as calls with keys reach it. */
export type BankStore = IdempotencyStore;

/** What became of each key. Beside them the events of what was done: the relay reads both from the stream. */
export const RECEIPTS = receiptsAt((tenant, receipt) => itemKey(tenant, RECEIPT_SORT, receipt));
