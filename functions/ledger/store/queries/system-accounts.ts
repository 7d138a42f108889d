import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { SystemState } from '../../model/system-fold.ts';
import { readAll } from '../table/entry-writer.ts';
import { accountPartition, CURRENCY_PREFIX, parsePartition, systemKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { readSystemState } from '../table/system-state.ts';

/** A system account in one currency, as far as it is folded. */
export interface SystemBalance {
  readonly currency: string;
  readonly state: SystemState;
}

/** ISO 4217 has some 180 currencies, and a directory item is some 50 bytes: one page. */
const MAX_CURRENCIES = 1_000;

/** What receipts have moved on a system account, by currency in alphabetic order; empty where it was never used. */
export const systemBalances = async (
  store: LedgerStore,
  tenant: string,
  account: string,
): Promise<readonly SystemBalance[]> => {
  const directory = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': s(accountPartition(tenant, account)), ':prefix': s(CURRENCY_PREFIX) },
      Limit: MAX_CURRENCIES,
    }),
  );
  assert(directory.LastEvaluatedKey === undefined, 'the directory of a system account fits one page');
  const currencies = (directory.Items ?? []).map((item) => str(item, 'sk').slice(CURRENCY_PREFIX.length));
  const items = await readAll(
    store,
    currencies.map((currency) => ({ ...systemKey(tenant, account, currency) })),
  );
  return items
    .map((item: Item) => ({
      currency: parsePartition(str(item, 'pk'))?.currency ?? '',
      state: readSystemState(item),
    }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
};
