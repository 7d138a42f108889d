import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Item, n, s } from '../../../kernel/aws/attributes.ts';
import { type MoneyReceipt, moneyReceipt } from '../relay/stream-record.ts';
import { batchGet } from '../table/batch-get.ts';
import { transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { RECEIPT } from '../table/receipt-item.ts';

/** Receipts of a tenant, made from `from` (included) to `to` (excluded), in ms. */
export interface Window {
  readonly tenant: string;
  readonly from: number;
  readonly to: number;
}

/** Where a scan goes on: a key of the table, as JSON. */
export interface ScanPage {
  readonly receipts: readonly MoneyReceipt[];
  readonly next: string | undefined;
}

const moneyReceipts = (items: readonly Item[]): readonly MoneyReceipt[] =>
  items.map(moneyReceipt).filter((receipt) => receipt !== undefined);

/**
 * One page (1 MB read) of all receipts in a window. Scans the table: receipts have no index by time. Every transfer would pay for
 * an index that serves a repair once in years.
 */
export const scanReceipts = async (
  store: LedgerStore,
  window: Window,
  after: string | undefined,
): Promise<ScanPage> => {
  const start = after === undefined ? {} : { ExclusiveStartKey: JSON.parse(after) as Record<string, { S: string }> };
  const { Items, LastEvaluatedKey } = await store.dynamo.send(
    new ScanCommand({
      TableName: store.table,
      ConsistentRead: true,
      FilterExpression: '#sk IN (:t, :r) AND begins_with(#pk, :tenant) AND #at >= :from AND #at < :to',
      ExpressionAttributeNames: { '#sk': 'sk', '#pk': 'pk', '#at': RECEIPT.at },
      ExpressionAttributeValues: {
        ':t': s('T'),
        ':r': s('R'),
        ':tenant': s(`${window.tenant}#`),
        ':from': n(window.from),
        ':to': n(window.to),
      },
      ...start,
    }),
  );
  return {
    receipts: moneyReceipts(Items ?? []),
    next: LastEvaluatedKey === undefined ? undefined : JSON.stringify(LastEvaluatedKey),
  };
};

/** The receipts of these transactions (at most 100); unknown ones and refusals are left out. */
export const receiptsOf = async (
  store: LedgerStore,
  tenant: string,
  transactions: readonly string[],
): Promise<readonly MoneyReceipt[]> => {
  const items = await batchGet(
    store,
    [...new Set(transactions)].map((id) => transactionKey(tenant, id)),
  );
  return moneyReceipts([...items.values()]);
};
