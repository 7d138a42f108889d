import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, s } from '../../../kernel/aws/attributes.ts';
import { type CarriedRun, runOf } from '../../model/history/carried-run.ts';
import type { HistoryName, KeptEntry } from '../../model/history/kept-entry.ts';
import { readCarried } from '../table/carried-item.ts';
import { readAccount, readEntry } from '../table/entry-item.ts';
import { accountsPartition, carriedPartition, carriedSort, entrySort, historyPartition } from '../table/keys.ts';
import type { StatementsStore } from '../table/statements-store.ts';

export type Table = Pick<StatementsStore, 'dynamo' | 'table'>;

interface Between {
  readonly first: string;
  readonly last: string;
}

/** The items of a partition in their order, strongly consistent, a page in memory at a time. */
export async function* itemsOf({ dynamo, table }: Table, partition: string, between?: Between): AsyncGenerator<Item> {
  let after: Item | undefined;
  do {
    const page = await dynamo.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: between === undefined ? 'pk = :pk' : 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': s(partition),
          ...(between === undefined ? {} : { ':first': s(between.first), ':last': s(between.last) }),
        },
        ...(after === undefined ? {} : { ExclusiveStartKey: { ...after } }),
      }),
    );
    yield* page.Items ?? [];
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
}

/** No account gets so many. */
const VERSION_MAX = 999_999_999_999;

/** A history in the order of its versions, as far as it has come: from one to another, both included. */
export async function* entriesOf(
  store: Table,
  name: HistoryName,
  { first = 1, last = VERSION_MAX }: { readonly first?: number; readonly last?: number } = {},
): AsyncGenerator<KeptEntry> {
  const between = { first: entrySort(first), last: entrySort(last) };
  for await (const item of itemsOf(store, historyPartition(name), between)) yield readEntry(item);
}

/** Runs of a history that are summed up, in their order, from one on. */
export async function* carriedOf(store: Table, name: HistoryName, first = 0): AsyncGenerator<CarriedRun> {
  const between = { first: carriedSort(first), last: carriedSort(runOf(VERSION_MAX)) };
  for await (const item of itemsOf(store, carriedPartition(name), between)) yield readCarried(item);
}

/** The newest entry that has come. */
export const newestOf = async ({ dynamo, table }: Table, name: HistoryName): Promise<KeptEntry | undefined> => {
  const { Items: [newest] = [] } = await dynamo.send(
    new QueryCommand({
      ...{ TableName: table, ConsistentRead: true, ScanIndexForward: false, Limit: 1 },
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': s(historyPartition(name)) },
    }),
  );
  return newest && readEntry(newest);
};

/** As many as a journal names before its transactions. */
const SYSTEM_MAX = 5_000;

/** Histories of system accounts: all of a tenant that has no more than anyone needs. */
export const systemHistoriesOf = async (store: Table, tenant: string): Promise<readonly HistoryName[]> => {
  const found: HistoryName[] = [];
  // Their ids begin with the sign that no other id has.
  for await (const item of itemsOf(store, accountsPartition(tenant), { first: '@', last: '@~' })) {
    if (found.length >= SYSTEM_MAX) break;
    found.push(readAccount(tenant, item));
  }
  return found;
};

/** Every history of a tenant, in the order of accounts and currencies. */
export async function* historiesOf(store: Table, tenant: string): AsyncGenerator<HistoryName> {
  for await (const item of itemsOf(store, accountsPartition(tenant))) yield readAccount(tenant, item);
}
