import {
  closeAccount,
  createAccount,
  freezeAccount,
  getAccount,
  getBalance,
  listAccounts,
  listEntries,
  unfreezeAccount,
  updateAccount,
} from './account-operations.ts';
import { periodOperations } from './period.ts';
import { getReceipt } from './receipts.ts';
import {
  createTransaction,
  createTransactions,
  dryRunTransaction,
  getTransaction,
  listTransactions,
  postTransaction,
  reverseTransaction,
  voidTransaction,
} from './transaction-operations.ts';

/** Every call that the ledger answers: its routes, its validation and its part of the OpenAPI document. */
export const ledgerOperations = [
  createAccount,
  listAccounts,
  getAccount,
  updateAccount,
  freezeAccount,
  unfreezeAccount,
  closeAccount,
  listEntries,
  getBalance,
  createTransaction,
  dryRunTransaction,
  listTransactions,
  getTransaction,
  postTransaction,
  voidTransaction,
  reverseTransaction,
  createTransactions,
  ...periodOperations,
  getReceipt,
] as const;
