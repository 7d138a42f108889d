import * as z from 'zod';
import { common, says } from '../../kernel/core/common-problems.ts';
import { IDEMPOTENCY_KEY } from '../../kernel/idempotency/receipt.ts';
import { idPattern } from '../../kernel/values/ids.ts';

/** Ids of customers' accounts, chosen by the client or made by us. */
export const ACCOUNT_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
/** Ids of accounts that exist by being used. */
export const SYSTEM_ACCOUNT_ID = /^@[a-z0-9][a-z0-9_.:-]{0,62}$/;
/** Either of them. */
const ANY_ACCOUNT_ID = /^(?:[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}|@[a-z0-9][a-z0-9_.:-]{0,62})$/;
export const TRANSACTION_PREFIX = 'txn_';
export const TRANSACTION_ID = idPattern(TRANSACTION_PREFIX);

/** The id of a new account. */
export const newAccountId = z
  .string()
  .regex(ACCOUNT_ID, { error: says(common['id-format'], 'An account id is 1 to 64 of A-Z a-z 0-9 _ . : -') })
  .meta({ description: 'Chosen by you; made by Folio unless given.', examples: ['acc_main'] });

/** An account in a body, a system account included; another form is `id-format`. */
export const accountRef = z
  .string()
  .regex(ANY_ACCOUNT_ID, {
    error: says(
      common['id-format'],
      'An account id is 1 to 64 of A-Z a-z 0-9 _ . : - and a system account starts with @.',
    ),
  })
  .meta({ examples: ['acc_main', '@world'] });

/** The same in a path, where another form is 404. */
export const accountParam = z
  .string()
  .regex(ANY_ACCOUNT_ID)
  .meta({ description: 'The id of an account.', examples: ['acc_main', '@fees'] });

export const transactionParam = z
  .string()
  .regex(TRANSACTION_ID)
  .meta({ description: 'The id of a transaction.', examples: ['txn_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] });

/** A key inside a bulk request. */
export const itemKey = z
  .string()
  .regex(IDEMPOTENCY_KEY, {
    error: says(common['idempotency-key-format'], 'A key has 1 to 255 visible ASCII characters.'),
  })
  .meta({ description: "An Idempotency-Key of createTransaction's.", examples: ['order-42'] });
