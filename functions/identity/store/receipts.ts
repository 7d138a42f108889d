import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../../kernel/dynamodb.ts';
import type { Receipt } from '../../kernel/receipt.ts';
import { readReceipt, receiptItem } from '../../kernel/receipt-item.ts';
import { receiptKey } from './keys.ts';

/** Part of a transaction: the receipt, if its key is still unused. */
export const putReceipt = (table: string, tenant: string, receipt: Receipt): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: { ...receiptKey(tenant, receipt.id), ...receiptItem(receipt) },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

export type FindReceipt = (tenant: string, id: string) => Promise<Receipt | undefined>;

/** Strongly consistent: a key that was answered is never taken for a new one. */
export const findReceipt =
  (dynamo: Dynamo, table: string): FindReceipt =>
  async (tenant, id) => {
    const { Item: item } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: receiptKey(tenant, id), ConsistentRead: true }),
    );
    return item === undefined ? undefined : readReceipt(item);
  };
