import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { isSystem } from '../../model/made-transaction.ts';
import { readAccount } from '../table/account-item.ts';
import { accountKey, accountPartition, systemPartition } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { getSystemState } from '../table/system-state.ts';

/** Where the history of an account in one currency lies, and how far it should reach. */
export interface HistoryKey {
  readonly pk: string;
  readonly currency: string;
  readonly system: boolean;
  /** The account's version; of a system account, that of its newest folded entry. */
  readonly version: number;
  /** Of a system account: commit time of its newest folded entry. */
  readonly foldedTo: number | undefined;
}

const refused = (message: string, detail: string): Refusal =>
  new Refusal(common.query, message, [{ pointer: 'query/currency', detail }]);

const systemHistory = async (store: LedgerStore, tenant: string, id: string, currency: string | undefined) => {
  if (currency === undefined) {
    const says = 'A system account holds many currencies: name one, such as ?currency=USD.';
    throw refused(says, 'A currency is required for a system account.');
  }
  const pk = systemPartition(tenant, id, currency);
  const { version, link } = await getSystemState(store, pk);
  return { pk, currency, system: true, version, foldedTo: link.commitAt };
};

/**
 * The history of an account, strongly consistent; of a system account, in the currency that is asked for.
 *
 * @throws Refusal `not-found`; `query` where a system account's currency is missing, or a customer's account holds another
 */
export const findHistory = async (
  store: LedgerStore,
  tenant: string,
  id: string,
  currency: string | undefined,
): Promise<HistoryKey> => {
  if (isSystem(id)) return systemHistory(store, tenant, id, currency);
  const read = new GetItemCommand({ TableName: store.table, Key: { ...accountKey(tenant, id) }, ConsistentRead: true });
  const { Item: item } = await store.dynamo.send(read);
  if (item === undefined) throw new Refusal(common['not-found'], 'There is no such account.');
  const account = readAccount(item);
  if (currency !== undefined && currency !== account.currency)
    throw refused('The account holds another currency. Leave out currency.', "Not the account's currency.");
  const pk = accountPartition(tenant, id);
  return { pk, currency: account.currency, system: false, version: account.version, foldedTo: undefined };
};
