import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { idPattern } from '../../kernel/values/ids.ts';
import { text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';

export const PAYEE_PREFIX = 'pye_';
const id = z.string().regex(idPattern(PAYEE_PREFIX)).meta({ description: 'The id of a payee.' });
const name = text(255).meta({ examples: ['Ada Lovelace'] });
const account = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/)
  .meta({ examples: ['acc_main'] });

const newPayee = z.strictObject({ name, account }).meta({ id: 'NewPayee' });
export const payee = z.strictObject({ id, name, account, createdAt: timeOut }).meta({ id: 'Payee' });
export type Payee = z.infer<typeof payee>;

export const addPayee = defineOperation({
  operationId: 'addPayee',
  method: 'POST',
  path: '/v1/payees',
  summary: 'Remember whom you pay.',
  scopes: ['example:write'],
  body: newPayee,
  idempotency: 'required',
  replies: { 201: payee },
  problems: [common.conflict],
});

export const getPayee = defineOperation({
  operationId: 'getPayee',
  method: 'GET',
  path: '/v1/payees/{id}',
  summary: 'Read a payee.',
  scopes: ['example:read'],
  params: z.strictObject({ id }),
  idempotency: 'none',
  replies: { 200: payee },
  problems: [],
});
