import * as z from 'zod';
import { common, says } from '../../kernel/core/common-problems.ts';
import { idPattern } from '../../kernel/values/ids.ts';
import { FILE_PREFIX, PAYMENT_PREFIX, TASK_PREFIX } from './id-prefixes.ts';

export const paymentId = z
  .string()
  .regex(idPattern(PAYMENT_PREFIX))
  .meta({ description: 'The id of a payment.', examples: ['pay_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });

/** A customer's account as the ledger names it. No system account: a client that may only pay must not create money out of `@world`. */
export const customerAccount = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, {
    error: says(common['id-format'], 'An account id is 1 to 64 of A-Z a-z 0-9 _ . : - and no system account.'),
  })
  .meta({ examples: ['acc_main'] });

/** A rail in a path. */
export const railName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/)
  .meta({ description: 'The name of a rail.', examples: ['sandbox'] });

export const LIMIT_PREFIX = 'lim_';
export const limitId = z
  .string()
  .regex(idPattern(LIMIT_PREFIX))
  .meta({ description: 'The id of a limit.', examples: ['lim_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });

/** A client as its token names it: of this identity provider, or of another one. */
export const clientName = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, { error: says(common['id-format'], 'A client is 1 to 255 visible ASCII characters.') })
  .meta({ examples: ['cli_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });

export const RULE_PREFIX = 'apr_';
export const ruleId = z
  .string()
  .regex(idPattern(RULE_PREFIX))
  .meta({ description: 'The id of an approval rule.', examples: ['apr_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });

export const SCHEDULE_PREFIX = 'sch_';
export const scheduleId = z
  .string()
  .regex(idPattern(SCHEDULE_PREFIX))
  .meta({ description: 'The id of a schedule.', examples: ['sch_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });

export const BATCH_PREFIX = 'bat_';
export const batchId = z
  .string()
  .regex(idPattern(BATCH_PREFIX))
  .meta({ description: 'The id of a batch.', examples: ['bat_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });
export const fileId = z
  .string()
  .regex(idPattern(FILE_PREFIX))
  .meta({ description: 'The id of a file.', examples: ['file_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });

export const taskId = z
  .string()
  .regex(idPattern(TASK_PREFIX))
  .meta({ description: 'The id of a task.', examples: ['task_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });
