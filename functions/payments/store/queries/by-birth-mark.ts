import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { BirthMark } from '../../model/bank-word.ts';
import { secondSort, TABLE, tenantPartition } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

/** A tenant has room for 1,000 new payments a second in its index: more pages than these are a fault. */
const PAGES_MAX = 100;

/** The ids of a tenant's payments that bear a mark: one, or none, or once in a million years two. */
export const findByBirthMark = async (
  { dynamo, table }: Pick<PaymentsStore, 'dynamo' | 'table'>,
  tenant: string,
  { second, ending }: BirthMark,
): Promise<readonly string[]> => {
  const { name, partition, sort } = TABLE.indexes.tenant;
  const ids: string[] = [];
  let from: Item | undefined;
  const page = (start: Item | undefined) =>
    dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: name,
        KeyConditionExpression: '#of = :of AND begins_with(#sort, :second)',
        ExpressionAttributeNames: { '#of': partition, '#sort': sort },
        ExpressionAttributeValues: { ':of': s(tenantPartition(tenant)), ':second': s(secondSort(second)) },
        ExclusiveStartKey: start,
      }),
    );
  for (let pages = 0; ; pages += 1) {
    assert(pages < PAGES_MAX, 'a second of a tenant is some pages of its index');
    const { Items: rows = [], LastEvaluatedKey: next } = await page(from);
    for (const row of rows) {
      const id = str(row, sort).slice(str(row, sort).indexOf('#') + 1);
      if (id.endsWith(ending)) ids.push(id);
    }
    if (next === undefined) return ids;
    from = next;
  }
};
