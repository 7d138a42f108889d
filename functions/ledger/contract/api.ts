import * as z from 'zod';
import { common } from '../../kernel/common-problems.ts';
import { defineOperation } from '../../kernel/operation.ts';
import { pageOf, pageShape } from '../../kernel/paging.ts';
import { account, accountPatch, newAccount, systemAccount } from './account.ts';
import { batch, MAX_BULK_BYTES, newBatch } from './bulk.ts';
import { balanceAt, balanceQuery, entriesQuery, entry } from './history.ts';
import { accountParam, transactionParam } from './ids.ts';
import { ledgerProblems as of } from './problems.ts';
import {
  createQuery,
  dryRun,
  newTransaction,
  postBody,
  reverseBody,
  transaction,
  transactionsQuery,
} from './transaction.ts';

const accountPath = z.strictObject({ id: accountParam });
const transactionPath = z.strictObject({ id: transactionParam });

/** What any amount or currency in a body can be refused with. */
const AMOUNTS = [
  common['amount-format'],
  common['amount-not-positive'],
  common['amount-too-large'],
  common['currency-unknown'],
  common['currency-unsupported'],
] as const;

/** What the accounts of a transaction can refuse. */
const ACCOUNTS = [
  of['account-not-found'],
  of['account-closed'],
  of['account-frozen'],
  of['currency-mismatch'],
  of['insufficient-funds'],
  common['amount-too-large'],
] as const;

const TRANSACTIONS = [
  ...AMOUNTS,
  ...ACCOUNTS,
  common['id-format'],
  common['date-format'],
  common['metadata-limit'],
  of['posting-count'],
  of['same-account'],
  of.unbalanced,
  of['date-window'],
  common.conflict,
] as const;

export const createAccount = defineOperation({
  operationId: 'createAccount',
  method: 'POST',
  path: '/v1/accounts',
  summary: 'Open an account.',
  scopes: ['ledger:write'],
  body: newAccount,
  idempotency: 'required',
  replies: { 201: account },
  problems: [...AMOUNTS, common['id-format'], common['metadata-limit'], of['account-exists'], common.conflict],
});

export const listAccounts = defineOperation({
  operationId: 'listAccounts',
  method: 'GET',
  path: '/v1/accounts',
  summary: 'List the accounts of your tenant, oldest first.',
  scopes: ['ledger:read'],
  query: z.strictObject(pageShape),
  idempotency: 'none',
  replies: { 200: pageOf('AccountPage', account) },
  problems: [],
});

export const getAccount = defineOperation({
  operationId: 'getAccount',
  method: 'GET',
  path: '/v1/accounts/{id}',
  summary: 'Read an account and its balance, strongly consistent; of a system account, its folded balances.',
  scopes: ['ledger:read'],
  params: accountPath,
  idempotency: 'none',
  replies: { 200: z.union([account, systemAccount]) },
  problems: [],
});

export const updateAccount = defineOperation({
  operationId: 'updateAccount',
  method: 'PATCH',
  path: '/v1/accounts/{id}',
  summary: 'Change name, metadata or overdraft of an account.',
  scopes: ['ledger:write'],
  params: accountPath,
  body: accountPatch,
  idempotency: 'none',
  ifMatch: true,
  replies: { 200: account },
  problems: [
    common['amount-format'],
    common['amount-not-positive'],
    common['amount-too-large'],
    common['metadata-limit'],
    of['overdraft-in-use'],
    of['account-system'],
    of['account-closed'],
    common.conflict,
  ],
});

export const freezeAccount = defineOperation({
  operationId: 'freezeAccount',
  method: 'POST',
  path: '/v1/accounts/{id}/freeze',
  summary: 'Stop new transactions and holds of an account.',
  scopes: ['ledger:write'],
  params: accountPath,
  idempotency: 'required',
  replies: { 200: account },
  problems: [of['account-system'], of['account-closed'], common.conflict],
});

export const unfreezeAccount = defineOperation({
  operationId: 'unfreezeAccount',
  method: 'POST',
  path: '/v1/accounts/{id}/unfreeze',
  summary: 'Let a frozen account take part in transactions again.',
  scopes: ['ledger:write'],
  params: accountPath,
  idempotency: 'required',
  replies: { 200: account },
  problems: [of['account-system'], of['account-closed'], common.conflict],
});

export const closeAccount = defineOperation({
  operationId: 'closeAccount',
  method: 'POST',
  path: '/v1/accounts/{id}/close',
  summary: 'Close an empty account for ever.',
  scopes: ['ledger:write'],
  params: accountPath,
  idempotency: 'required',
  replies: { 200: account },
  problems: [of['account-system'], of['account-not-empty'], common.conflict],
});

export const listEntries = defineOperation({
  operationId: 'listEntries',
  method: 'GET',
  path: '/v1/accounts/{id}/entries',
  summary: 'Read the history of an account, newest first.',
  scopes: ['ledger:read'],
  params: accountPath,
  query: entriesQuery,
  idempotency: 'none',
  replies: { 200: pageOf('EntryPage', entry) },
  problems: [],
});

export const getBalance = defineOperation({
  operationId: 'getBalance',
  method: 'GET',
  path: '/v1/accounts/{id}/balance',
  summary: 'Read the posted balance of an account at an effective time.',
  scopes: ['ledger:read'],
  params: accountPath,
  query: balanceQuery,
  idempotency: 'none',
  replies: { 200: balanceAt },
  problems: [common['date-format'], of['date-window']],
});

export const createTransaction = defineOperation({
  operationId: 'createTransaction',
  method: 'POST',
  path: '/v1/transactions',
  summary: 'Move money or hold it; with dryRun=true, show what would happen.',
  scopes: ['ledger:write'],
  query: createQuery,
  body: newTransaction,
  idempotency: 'unless-dry-run',
  replies: { 200: dryRun, 201: transaction },
  problems: TRANSACTIONS,
});

export const listTransactions = defineOperation({
  operationId: 'listTransactions',
  method: 'GET',
  path: '/v1/transactions',
  summary: 'List transactions by account, reference and state, newest first.',
  scopes: ['ledger:read'],
  query: transactionsQuery,
  idempotency: 'none',
  replies: { 200: pageOf('TransactionPage', transaction) },
  problems: [],
});

export const getTransaction = defineOperation({
  operationId: 'getTransaction',
  method: 'GET',
  path: '/v1/transactions/{id}',
  summary: 'Read a transaction as it is now.',
  scopes: ['ledger:read'],
  params: transactionPath,
  idempotency: 'none',
  replies: { 200: transaction },
  problems: [],
});

export const postTransaction = defineOperation({
  operationId: 'postTransaction',
  method: 'POST',
  path: '/v1/transactions/{id}/post',
  summary: 'Post a hold, all of it or a part.',
  scopes: ['ledger:write'],
  params: transactionPath,
  body: postBody,
  bodyOptional: true,
  idempotency: 'required',
  replies: { 200: transaction },
  problems: [
    common['amount-format'],
    common['amount-not-positive'],
    common['amount-too-large'],
    of['posting-count'],
    of['capture-too-large'],
    of['transaction-state'],
    common.conflict,
  ],
});

export const voidTransaction = defineOperation({
  operationId: 'voidTransaction',
  method: 'POST',
  path: '/v1/transactions/{id}/void',
  summary: 'Release a hold.',
  scopes: ['ledger:write'],
  params: transactionPath,
  idempotency: 'required',
  replies: { 200: transaction },
  problems: [of['transaction-state'], common.conflict],
});

export const reverseTransaction = defineOperation({
  operationId: 'reverseTransaction',
  method: 'POST',
  path: '/v1/transactions/{id}/reverse',
  summary: 'Make the opposite of a posted transaction, once.',
  scopes: ['ledger:write'],
  params: transactionPath,
  body: reverseBody,
  bodyOptional: true,
  idempotency: 'required',
  replies: { 201: transaction },
  problems: [...ACCOUNTS, common['metadata-limit'], of['transaction-state'], common.conflict],
});

export const createTransactions = defineOperation({
  operationId: 'createTransactions',
  method: 'POST',
  path: '/v1/transactions/bulk',
  summary: 'Make up to 1,000 transactions, all or none or each by itself.',
  scopes: ['ledger:write'],
  body: newBatch,
  maxBodyBytes: MAX_BULK_BYTES,
  idempotency: 'none',
  replies: { 200: batch },
  problems: [
    ...TRANSACTIONS,
    common['idempotency-key-format'],
    common['idempotency-key-reused'],
    of['batch-aborted'],
    of['batch-too-large'],
  ],
});

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
  listTransactions,
  getTransaction,
  postTransaction,
  voidTransaction,
  reverseTransaction,
  createTransactions,
] as const;
