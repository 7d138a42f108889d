import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { s, str } from '../../../kernel/aws/attributes.ts';
import type { DomainStore } from '../../../kernel/standard/domain-store.ts';
import { itemKey } from '../../../kernel/standard/item-key.ts';
import type { Payee } from '../../contract/api.ts';

const payeeKey = (tenant: string, id: string) => itemKey(tenant, 'P', id);

/** Strongly consistent. */
export const findPayee = async ({ dynamo, table }: DomainStore, tenant: string, id: string) => {
  const read = new GetItemCommand({ TableName: table, Key: payeeKey(tenant, id), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item && { id, name: str(item, 'name'), account: str(item, 'account'), createdAt: str(item, 'createdAt') };
};

export const puttingPayee = (
  table: string,
  tenant: string,
  { id, name, account, createdAt }: Payee,
): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: { ...payeeKey(tenant, id), name: s(name), account: s(account), createdAt: s(createdAt) },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});
