import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { asItIsNow, holdStateAt, type MadeTransaction, readMade } from '../../model/made-transaction.ts';
import { transactionKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { succeeded } from './receipt-item.ts';
import { readTransaction, type StoredTransaction } from './transaction-item.ts';

/** A transaction: its answer when it was made, as it is now, and what its item says beside. */
export interface FoundTransaction {
  readonly stored: StoredTransaction;
  readonly made: MadeTransaction;
  readonly now: MadeTransaction;
}

/** As it is at `now`. Undefined for the item of a refusal: it keeps the answer of a key, and is no transaction. */
export const asTransaction = (item: Item, now: number): FoundTransaction | undefined => {
  const stored = readTransaction(item);
  if (!succeeded(stored.receipt)) return undefined;
  const made = readMade(stored.receipt.body);
  return { stored, made, now: asItIsNow(made, { ...stored, state: holdStateAt(stored, now) }) };
};

/** One transaction, strongly consistent. A foreign id has another key, so it is as unknown as one that never was. */
export const findTransaction = async (
  store: LedgerStore,
  tenant: string,
  id: string,
): Promise<FoundTransaction | undefined> => {
  const read = new GetItemCommand({
    TableName: store.table,
    Key: { ...transactionKey(tenant, id) },
    ConsistentRead: true,
  });
  const { Item: item } = await store.dynamo.send(read);
  return item === undefined ? undefined : asTransaction(item, store.clock.now());
};
