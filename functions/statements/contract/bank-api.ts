import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { bankAccountId, bankFileId } from './bank-ids.ts';
import {
  BANK_BODY_BYTES_MAX,
  bankAccount,
  bankFile,
  bankFileContent,
  newBankAccount,
  newBankStatement,
} from './bank-schemas.ts';
import { statementProblems as of } from './problems.ts';

const accountPath = z.strictObject({ id: bankAccountId });
const filePath = z.strictObject({ id: bankFileId });

export const createBankAccount = defineOperation({
  operationId: 'createBankAccount',
  method: 'POST',
  path: '/v1/bank-accounts',
  summary: 'Say which account of a bank an account of the ledger mirrors.',
  scopes: ['statements:write'],
  body: newBankAccount,
  idempotency: 'required',
  replies: { 201: bankAccount },
  problems: [common['over-budget'], of['bank-account-unfit'], of['bank-accounts-full'], common.conflict],
});

export const listBankAccounts = defineOperation({
  operationId: 'listBankAccounts',
  method: 'GET',
  path: '/v1/bank-accounts',
  summary: 'List all bank accounts, at most 100, the oldest first.',
  scopes: ['statements:read'],
  idempotency: 'none',
  replies: { 200: z.strictObject({ data: z.array(bankAccount) }).meta({ id: 'BankAccounts' }) },
  problems: [],
});

export const getBankAccount = defineOperation({
  operationId: 'getBankAccount',
  method: 'GET',
  path: '/v1/bank-accounts/{id}',
  summary: 'Read a bank account, and which of its files were refused.',
  scopes: ['statements:read'],
  params: accountPath,
  idempotency: 'none',
  replies: { 200: bankAccount },
  problems: [],
});

export const takeBankStatement = defineOperation({
  operationId: 'takeBankStatement',
  method: 'POST',
  path: '/v1/bank-accounts/{id}/statements',
  summary: 'Hand in a file of the bank: camt.053, camt.054, MT940, BAI2, OFX, or CSV with what its columns mean.',
  description:
    'It is taken whole or refused whole (422 `bank-file-refused` with the place); either way it is kept. The same content again is the same file, whatever its key. A statement that was there before adds nothing, a correction takes its place.',
  scopes: ['statements:write'],
  params: accountPath,
  body: newBankStatement,
  maxBodyBytes: BANK_BODY_BYTES_MAX,
  idempotency: 'required',
  replies: { 201: bankFile },
  problems: [common['over-budget'], of['bank-file-refused'], of['bank-file-content'], common.conflict],
});

export const getBankFile = defineOperation({
  operationId: 'getBankFile',
  method: 'GET',
  path: '/v1/bank-files/{id}',
  summary: 'Read what a file of a bank holds, or why it was refused.',
  scopes: ['statements:read'],
  params: filePath,
  idempotency: 'none',
  replies: { 200: bankFile },
  problems: [],
});

export const getBankFileContent = defineOperation({
  operationId: 'getBankFileContent',
  method: 'GET',
  path: '/v1/bank-files/{id}/content',
  summary: 'Read the bytes of a file of a bank, taken or refused.',
  scopes: ['statements:read'],
  params: filePath,
  idempotency: 'none',
  replies: { 200: bankFileContent },
  problems: [common['over-budget']],
});

export const bankOperations = [
  createBankAccount,
  listBankAccounts,
  getBankAccount,
  takeBankStatement,
  getBankFile,
  getBankFileContent,
] as const;
