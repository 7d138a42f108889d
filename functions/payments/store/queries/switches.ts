import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { switchKey } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

/** Whether a rail is stopped for a tenant; strongly consistent. */
export const isStopped = async (
  { dynamo, table }: Pick<PaymentsStore, 'dynamo' | 'table'>,
  tenant: string,
  rail: string,
): Promise<boolean> => {
  const read = new GetItemCommand({ TableName: table, Key: switchKey(tenant, rail), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item?.stopped?.BOOL === true;
};
