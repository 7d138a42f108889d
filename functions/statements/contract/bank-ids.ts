import * as z from 'zod';
import { idPattern } from '../../kernel/values/ids.ts';

export const BANK_ACCOUNT_PREFIX = 'ban_';
export const BANK_FILE_PREFIX = 'bfl_';
export const BREAK_PREFIX = 'brk_';

/** Of a file and of a break: 26 characters of its bank account, and 26 of its own. */
const within = (prefix: string): RegExp => idPattern(prefix, 2);

export const bankAccountId = z
  .string()
  .regex(idPattern(BANK_ACCOUNT_PREFIX))
  .meta({ description: 'The id of a bank account.', examples: ['ban_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });
export const bankFileId = z
  .string()
  .regex(within(BANK_FILE_PREFIX))
  .meta({
    description: 'The id of a bank’s file.',
    examples: ['bfl_01KAB3VQ2E9M4T7Z0X5W8Y6R1C6AHRZ6DMV29GQY5CKT18FPX4BJ'],
  });
export const breakId = z
  .string()
  .regex(within(BREAK_PREFIX))
  .meta({
    description: 'The id of a break.',
    examples: ['brk_01KAB3VQ2E9M4T7Z0X5W8Y6R1C6AHRZ6DMV29GQY5CKT18FPX4BJ'],
  });

const CHARS = 26;
/** The bank account that a file or a break belongs to: it stands in its id, so no index has to be kept. */
export const bankAccountOf = (id: string): string =>
  BANK_ACCOUNT_PREFIX + id.slice(id.indexOf('_') + 1).slice(0, CHARS);
/** The id of something of a bank account. */
export const idWithin = (prefix: string, bankAccount: string, own: string): string =>
  prefix + bankAccount.slice(BANK_ACCOUNT_PREFIX.length) + own.slice(-CHARS);
