import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { s } from '../../../kernel/aws/attributes.ts';
import type { IdempotencyStore } from '../../../kernel/idempotency/exactly-once.ts';
import type { Client, StoredClient } from '../../model/client.ts';
import { readClient, readStoredClient } from '../table/client-item.ts';
import { clientKey, directoryPartition, directorySort } from '../table/keys.ts';

type Table = Pick<IdempotencyStore, 'dynamo' | 'table'>;

export interface Page {
  readonly clients: readonly Client[];
  /** Where the next page starts, undefined on the last one. */
  readonly next: string | undefined;
}

/** Strongly consistent, tombstones included. */
export const findClient = async ({ dynamo, table }: Table, id: string): Promise<StoredClient | undefined> => {
  const read = new GetItemCommand({ TableName: table, Key: clientKey(id), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : readStoredClient(item);
};

/** Newest first, `limit` at most, starting after the position that an earlier page gave. */
export const clientsOf = async (
  { dynamo, table }: Table,
  tenant: string,
  limit: number,
  after: string | undefined,
): Promise<Page> => {
  const { Items: items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :after',
      ExpressionAttributeValues: {
        ':pk': s(directoryPartition(tenant)),
        ...(after === undefined ? {} : { ':after': s(after) }),
      },
      ScanIndexForward: false,
      // One more than asked for tells whether there is a next page; 101 directory items are far below a page's 1 MB.
      Limit: limit + 1,
    }),
  );
  const clients = items.map(readClient);
  const last = clients[limit - 1];
  const more = clients.length > limit && last !== undefined;
  return { clients: clients.slice(0, limit), next: more ? directorySort(last.createdAt, last.id) : undefined };
};
