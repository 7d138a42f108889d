import { GetItemCommand, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { int, n, s } from '../../../kernel/aws/attributes.ts';
import type { IdempotencyStore } from '../../../kernel/idempotency/exactly-once.ts';
import { CLIENTS_MAX } from '../../model/client.ts';
import { creationsKey, directoryPartition } from '../table/keys.ts';

type Table = Pick<IdempotencyStore, 'dynamo' | 'table'>;

const creationsOf = async ({ dynamo, table }: Table, tenant: string): Promise<number | undefined> => {
  const read = new GetItemCommand({ TableName: table, Key: creationsKey(tenant), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : int(item, 'made');
};

/** At most `CLIENTS_MAX`; 200 directory items are far below a page's 1 MB. */
const countOf = async ({ dynamo, table }: Table, tenant: string): Promise<number> => {
  const { Count: count = 0 } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': s(directoryPartition(tenant)) },
      Select: 'COUNT',
      ConsistentRead: true,
      Limit: CLIENTS_MAX,
    }),
  );
  return count;
};

/**
 * The action that makes a creation the next one of its tenant; undefined where the tenant has no room for one more client. The
 * directory is counted at each creation, so other ways of adding or removing clients count too. Of two concurrent creations one
 * conflicts with the other's action, and counts again.
 */
export const takingRoom = async (store: Table, tenant: string): Promise<TransactWriteItem | undefined> => {
  const seen = await creationsOf(store, tenant);
  if ((await countOf(store, tenant)) >= CLIENTS_MAX) return undefined;
  return {
    Update: {
      TableName: store.table,
      Key: creationsKey(tenant),
      UpdateExpression: 'SET #made = :next',
      ConditionExpression: seen === undefined ? 'attribute_not_exists(#made)' : '#made = :seen',
      ExpressionAttributeNames: { '#made': 'made' },
      ExpressionAttributeValues: { ':next': n((seen ?? 0) + 1), ...(seen === undefined ? {} : { ':seen': n(seen) }) },
    },
  };
};
