import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { account, accountPatch, newAccount, systemAccount } from './account.ts';
import { balanceAt, balanceQuery, entriesQuery, entry } from './history.ts';
import { accountParam } from './ids.ts';
import { ledgerProblems as of } from './problems.ts';
import { AMOUNTS } from './refusals.ts';

const accountPath = z.strictObject({ id: accountParam });
export const createAccount = defineOperation({
  operationId: 'createAccount',
  method: 'POST',
  path: '/v1/accounts',
  summary: 'Open an account.',
  scopes: ['ledger:write'],
  body: newAccount,
  idempotency: 'required',
  replies: { 201: account },
  problems: [
    ...AMOUNTS,
    common['id-format'],
    common['metadata-limit'],
    of['account-exists'],
    common.conflict,
    common['over-budget'],
  ],
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
    common['over-budget'],
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
  problems: [of['account-system'], of['account-closed'], common.conflict, common['over-budget']],
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
  problems: [of['account-system'], of['account-closed'], common.conflict, common['over-budget']],
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
  problems: [of['account-system'], of['account-not-empty'], common.conflict, common['over-budget']],
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
