import { type Receipt, receiptId } from '../../kernel/receipt.ts';
import { createTransaction, reverseTransaction } from '../contract/api.ts';
import { TRANSACTION_PREFIX } from '../contract/ids.ts';
import { receiptKey, transactionKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { findReceipt } from './once.ts';

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
  return findReceipt(store, made ? transactionKey(tenant, TRANSACTION_PREFIX + id) : receiptKey(tenant, id));
};
