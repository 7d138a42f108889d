import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../../kernel/dynamodb.ts';
import type { Receipt } from '../../kernel/receipt.ts';
import { type Item, n, num, s, str } from './client-item.ts';
import { receiptKey } from './keys.ts';

const attributes = (receipt: Receipt): Item => ({
  id: s(receipt.id),
  operation: s(receipt.operation),
  key: s(receipt.key),
  fingerprint: s(receipt.fingerprint),
  status: n(receipt.status),
  body: s(receipt.body),
  at: n(receipt.at),
  actor: s(receipt.actor),
  requestId: s(receipt.requestId),
  codeVersion: s(receipt.codeVersion),
  format: n(receipt.format),
});

const readReceipt = (item: Item): Receipt => ({
  id: str(item, 'id'),
  operation: str(item, 'operation'),
  key: str(item, 'key'),
  fingerprint: str(item, 'fingerprint'),
  status: num(item, 'status'),
  body: str(item, 'body'),
  at: num(item, 'at'),
  actor: str(item, 'actor'),
  requestId: str(item, 'requestId'),
  codeVersion: str(item, 'codeVersion'),
  format: num(item, 'format'),
});

/** Part of a transaction: the receipt, if its key is still unused. */
export const putReceipt = (table: string, tenant: string, receipt: Receipt): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: { ...receiptKey(tenant, receipt.id), ...attributes(receipt) },
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
