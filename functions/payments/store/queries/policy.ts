import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { big, int } from '../../../kernel/aws/attributes.ts';
import { getAll, nameOf } from '../../../kernel/aws/items-by-key.ts';
import { type Limit, windowAt } from '../../model/limit.ts';
import type { Policy } from '../../model/policy.ts';
import { counterKey, policyKey } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { readPolicy } from '../table/policy-item.ts';

/** Strongly consistent: a limit counts every payment that begins once its maker has an answer. */
export const findPolicy = async (
  { dynamo, table }: Pick<PaymentsStore, 'dynamo' | 'table'>,
  tenant: string,
): Promise<Policy> => {
  const read = new GetItemCommand({ TableName: table, Key: policyKey(tenant), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return readPolicy(item);
};

export interface Used {
  readonly amount: bigint;
  readonly count: number;
}
const UNUSED: Used = { amount: 0n, count: 0 };

/** What is used of limits in the window that it is now, by their ids. */
export const usedOf = async (
  store: PaymentsStore,
  tenant: string,
  limits: readonly Limit[],
  now: number,
): Promise<ReadonlyMap<string, Used>> => {
  const keys = new Map(
    limits.map((limit) => [limit.id, counterKey(tenant, { limit: limit.id, window: windowAt(limit, now) })]),
  );
  const found = await getAll(store, [...keys.values()]);
  return new Map(
    [...keys].map(([id, key]) => {
      const item = found.get(nameOf(key));
      return [id, item === undefined ? UNUSED : { amount: big(item, 'amount'), count: int(item, 'count') }];
    }),
  );
};
