import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, s } from '../../../kernel/aws/attributes.ts';
import type { HistoryName, KeptEntry } from '../../model/history/kept-entry.ts';
import { readAccount, readEntry } from '../table/entry-item.ts';
import { accountsPartition, historyPartition } from '../table/keys.ts';
import type { StatementsStore } from '../table/statements-store.ts';

type Table = Pick<StatementsStore, 'dynamo' | 'table'>;

/** All items of a partition in their order, strongly consistent, a page in memory at a time. */
async function* itemsOf({ dynamo, table }: Table, partition: string): AsyncGenerator<Item> {
  let after: Item | undefined;
  do {
    const page = await dynamo.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': s(partition) },
        ...(after === undefined ? {} : { ExclusiveStartKey: { ...after } }),
      }),
    );
    yield* page.Items ?? [];
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
}

/** A history in the order of its versions, as far as it has come. */
export async function* entriesOf(store: Table, name: HistoryName): AsyncGenerator<KeptEntry> {
  for await (const item of itemsOf(store, historyPartition(name))) yield readEntry(item);
}

/** Every history of a tenant, in the order of accounts and currencies. */
export async function* historiesOf(store: Table, tenant: string): AsyncGenerator<HistoryName> {
  for await (const item of itemsOf(store, accountsPartition(tenant))) yield readAccount(tenant, item);
}
