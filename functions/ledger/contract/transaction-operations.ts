import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { pageOf } from '../../kernel/http/paging.ts';
import { batch, MAX_BULK_BYTES, newBatch } from './bulk.ts';
import { transactionParam } from './ids.ts';
import { ledgerProblems as of } from './problems.ts';
import { ACCOUNTS, TRANSACTIONS } from './refusals.ts';
import {
  createQuery,
  dryRun,
  newTransaction,
  postBody,
  reverseBody,
  transaction,
  transactionsQuery,
} from './transaction.ts';

const transactionPath = z.strictObject({ id: transactionParam });

export const createTransaction = defineOperation({
  operationId: 'createTransaction',
  method: 'POST',
  path: '/v1/transactions',
  summary: 'Move money or hold it.',
  description: 'With `?dryRun=true`, and then without a key, it does what `dryRunTransaction` does.',
  scopes: ['ledger:write'],
  query: createQuery,
  body: newTransaction,
  idempotency: 'unless-dry-run',
  replies: { 200: dryRun, 201: transaction },
  problems: TRANSACTIONS,
});

export const dryRunTransaction = defineOperation({
  operationId: 'dryRunTransaction',
  method: 'POST',
  path: '/v1/transactions/dry-run',
  summary: 'Show what a transaction would do, or the refusal that it would get: no effect, and no key used.',
  scopes: ['ledger:write'],
  body: newTransaction,
  idempotency: 'none',
  replies: { 200: dryRun },
  problems: TRANSACTIONS,
});

export const listTransactions = defineOperation({
  operationId: 'listTransactions',
  method: 'GET',
  path: '/v1/transactions',
  summary: 'List transactions, newest first: all of your tenant, or by account, reference, state and time.',
  description: 'A new transaction may take seconds to be listed.',
  scopes: ['ledger:read'],
  query: transactionsQuery,
  idempotency: 'none',
  replies: { 200: pageOf('TransactionPage', transaction) },
  problems: [common['date-format']],
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
  summary: 'Post a hold: all of it, a part and release the rest, or one part after the other.',
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
    of['period-closed'],
    of['transaction-state'],
    common.conflict,
    common['over-budget'],
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
  problems: [of['transaction-state'], common.conflict, common['over-budget']],
});

export const reverseTransaction = defineOperation({
  operationId: 'reverseTransaction',
  method: 'POST',
  path: '/v1/transactions/{id}/reverse',
  summary: 'Make the opposite of a posted transaction, once; of a hold, of what was posted of it.',
  scopes: ['ledger:write'],
  params: transactionPath,
  body: reverseBody,
  bodyOptional: true,
  idempotency: 'required',
  replies: { 201: transaction },
  problems: [
    ...ACCOUNTS,
    common['date-format'],
    common['metadata-limit'],
    of['date-window'],
    of['period-closed'],
    of['transaction-state'],
    common.conflict,
    common['over-budget'],
  ],
});

export const createTransactions = defineOperation({
  operationId: 'createTransactions',
  method: 'POST',
  path: '/v1/transactions/bulk',
  summary: 'Make up to 1,000 transactions, all or none or each by itself.',
  description:
    'The header `Idempotency-Replayed-Items` names the items whose keys had their answers before, by their places from 0: `0-199,201`.',
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
