import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Receipt } from '../../../kernel/idempotency/receipt.ts';
import { TRANSACTION_PREFIX } from '../../contract/ids.ts';
import { receiptKey, transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { readReceipt } from '../table/receipt-item.ts';

/** The receipt with this id, a transaction's or another operation's. Strongly consistent. */
export const findReceipt = async (
  { dynamo, table }: LedgerStore,
  tenant: string,
  id: string,
): Promise<Receipt | undefined> => {
  const key = id.startsWith(TRANSACTION_PREFIX) ? transactionKey(tenant, id) : receiptKey(tenant, id);
  const read = new GetItemCommand({ TableName: table, Key: { ...key }, ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item && readReceipt(item);
};
