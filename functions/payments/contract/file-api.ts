import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import {
  content,
  contentQuery,
  file,
  filePage,
  filePath,
  filesQuery,
  newFile,
  originatorBody,
  originatorOut,
  task,
  taskPage,
  taskPath,
  tasksQuery,
  UPLOAD_BYTES_MAX,
  upload,
} from './file-schemas.ts';
import { paymentProblems } from './problems.ts';
import { railPath } from './schemas.ts';

const RAIL = [paymentProblems['rail-unknown'], paymentProblems['originator-missing']] as const;

export const setRailOriginator = defineOperation({
  operationId: 'setRailOriginator',
  method: 'POST',
  path: '/v1/payment-rails/{rail}/originator',
  summary: 'Say who pays by the files of a rail, and until when the bank takes them.',
  description: 'Files that are begun already keep what they began with.',
  scopes: ['payments:approve'],
  params: railPath,
  body: originatorBody,
  idempotency: 'required',
  replies: { 200: originatorOut },
  problems: [common['over-budget'], paymentProblems['originator-invalid'], common.conflict],
});

export const getRailOriginator = defineOperation({
  operationId: 'getRailOriginator',
  method: 'GET',
  path: '/v1/payment-rails/{rail}/originator',
  summary: 'Read who pays by the files of a rail, and when the next one is written.',
  scopes: ['payments:read'],
  params: railPath,
  idempotency: 'none',
  replies: { 200: originatorOut },
  problems: [],
});

export const writePaymentFile = defineOperation({
  operationId: 'writePaymentFile',
  method: 'POST',
  path: '/v1/payment-files',
  summary: 'Write what a rail has gathered into a file now, without waiting for its cut-off.',
  description: 'The file is `filling` first and `written` moments later: read it again, or wait for the event.',
  scopes: ['payments:approve'],
  body: newFile,
  idempotency: 'required',
  replies: { 201: file },
  problems: [
    common['over-budget'],
    ...RAIL,
    paymentProblems['nothing-gathered'],
    paymentProblems['rail-stopped'],
    common.conflict,
  ],
});

export const listPaymentFiles = defineOperation({
  operationId: 'listPaymentFiles',
  method: 'GET',
  path: '/v1/payment-files',
  summary: 'List files, for banks and of banks, newest first.',
  scopes: ['payments:read'],
  query: filesQuery,
  idempotency: 'none',
  replies: { 200: filePage },
  problems: [],
});

export const getPaymentFile = defineOperation({
  operationId: 'getPaymentFile',
  method: 'GET',
  path: '/v1/payment-files/{id}',
  summary: 'Read what a file is and how far it has come.',
  scopes: ['payments:read'],
  params: filePath,
  idempotency: 'none',
  replies: { 200: file },
  problems: [],
});

export const getPaymentFileContent = defineOperation({
  operationId: 'getPaymentFileContent',
  method: 'GET',
  path: '/v1/payment-files/{id}/content',
  summary: 'Read the bytes of a file, in base64, in parts of up to 3 MB.',
  description: 'One that is not written yet is 404 `not-found`.',
  scopes: ['payments:approve'],
  params: filePath,
  query: contentQuery,
  idempotency: 'none',
  replies: { 200: content },
  problems: [common['over-budget']],
});

export const uploadPaymentFile = defineOperation({
  operationId: 'uploadPaymentFile',
  method: 'POST',
  path: '/v1/payment-files/inbox',
  summary: 'Hand in a file of a bank: what became of payments.',
  description:
    'It is `received` first, and `taken` or `refused` moments later. The same content again is the same file, whatever its key. Larger ones are put into the inbox bucket.',
  scopes: ['payments:approve'],
  body: upload,
  maxBodyBytes: UPLOAD_BYTES_MAX,
  idempotency: 'required',
  replies: { 201: file },
  problems: [common['over-budget'], ...RAIL, common.conflict],
});

export const listPaymentTasks = defineOperation({
  operationId: 'listPaymentTasks',
  method: 'GET',
  path: '/v1/payment-tasks',
  summary: 'List what a person has to look at, since a bank says what fits no payment; newest first.',
  scopes: ['payments:read'],
  query: tasksQuery,
  idempotency: 'none',
  replies: { 200: taskPage },
  problems: [],
});

export const closePaymentTask = defineOperation({
  operationId: 'closePaymentTask',
  method: 'POST',
  path: '/v1/payment-tasks/{id}/close',
  summary: 'Say that a task is done.',
  scopes: ['payments:approve'],
  params: taskPath,
  idempotency: 'required',
  replies: { 200: task },
  problems: [common['over-budget'], paymentProblems['task-closed'], common.conflict],
});

/** The calls about files and what comes of them. */
export const fileOperations = [
  setRailOriginator,
  getRailOriginator,
  writePaymentFile,
  listPaymentFiles,
  getPaymentFile,
  getPaymentFileContent,
  uploadPaymentFile,
  listPaymentTasks,
  closePaymentTask,
] as const;
