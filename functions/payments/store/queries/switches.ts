import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { switchKey, TABLE } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

type Table = Pick<PaymentsStore, 'dynamo' | 'table'>;

/** What is decided of a rail for a tenant, and whether its clearing account is watched; strongly consistent. */
export const findSwitch = async (
  { dynamo, table }: Table,
  tenant: string,
  rail: string,
): Promise<{ readonly stopped: boolean; readonly watched: boolean }> => {
  const read = new GetItemCommand({ TableName: table, Key: switchKey(tenant, rail), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return { stopped: item?.stopped?.BOOL === true, watched: item?.[TABLE.indexes.due.sort] !== undefined };
};

/** Whether a rail is stopped for a tenant. */
export const isStopped = async (store: Table, tenant: string, rail: string): Promise<boolean> =>
  (await findSwitch(store, tenant, rail)).stopped;
