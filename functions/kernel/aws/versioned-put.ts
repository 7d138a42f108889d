import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, n } from './attributes.ts';

/**
 * Puts an item in its next version, `v`, on the condition that nobody was at it since the one before was read; the first version on the
 * condition that there is none yet.
 */
export const versionedPut = (table: string, item: Item, version: number): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: { ...item, v: n(version) },
    ...(version === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': n(version - 1) } }),
  },
});
