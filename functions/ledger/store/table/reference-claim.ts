import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { referenceKey } from './keys.ts';

/**
 * Says that a reference is taken by the transaction that asked to be its only one. It is put together with the transaction and
 * never removed: a hold that is voided or expires has used its reference.
 */
export const putClaim = (table: string, tenant: string, reference: string, transaction: string): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: { ...referenceKey(tenant, reference), t: s(transaction) },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** The transaction that has claimed the reference. */
export const readClaim = (item: Item): string => str(item, 't');
