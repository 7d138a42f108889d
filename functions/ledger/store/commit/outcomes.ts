import { findReceipt } from '../../../kernel/idempotency/exactly-once.ts';
import { type Receipt, receiptId } from '../../../kernel/idempotency/receipt.ts';
import { TRANSACTION_PREFIX } from '../../contract/ids.ts';
import { createTransaction, reverseTransaction } from '../../contract/transaction-operations.ts';
import { receiptKey, transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { RECEIPTS } from '../table/receipt-item.ts';

/** Operations whose receipts are transactions themselves. */
const TRANSACTIONS: ReadonlySet<string> = new Set([createTransaction.operationId, reverseTransaction.operationId]);

/** What became of a key, refusals included; undefined where it was never used. */
export const findOutcome = async (
  store: LedgerStore,
  tenant: string,
  operation: string,
  key: string,
): Promise<Receipt | undefined> => {
  const id = receiptId(tenant, operation, key);
  const made = TRANSACTIONS.has(operation);
  return findReceipt(
    store,
    RECEIPTS.form,
    made ? transactionKey(tenant, TRANSACTION_PREFIX + id) : receiptKey(tenant, id),
  );
};
