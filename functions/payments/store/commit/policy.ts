import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { changing, type Item, n } from '../../../kernel/aws/attributes.ts';
import type { Policy } from '../../model/policy.ts';
import { policyKey } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

/** Changes a tenant's policy, on the condition that it is still as it was read: so its limits can be counted. */
export const deciding = (
  { table }: Pick<PaymentsStore, 'table'>,
  tenant: string,
  { version }: Policy,
  { set = {}, remove = [] }: { readonly set?: Item; readonly remove?: readonly string[] },
): TransactWriteItem => {
  const { expression, names, values } = changing({ ...set, version: n(version + 1) }, remove);
  return {
    Update: {
      TableName: table,
      Key: policyKey(tenant),
      UpdateExpression: expression,
      ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : '#version = :seen',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ...(version === 0 ? {} : { ':seen': n(version) }) },
    },
  };
};
