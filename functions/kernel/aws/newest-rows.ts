import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { s, str } from './attributes.ts';
import type { Dynamo } from './dynamodb.ts';
import { type ItemKey, keyOf } from './items-by-key.ts';

/** An index that holds keys only, and sorts them by birth. */
export interface BirthIndex {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
}

export interface IndexRow {
  readonly key: ItemKey;
  readonly sort: string;
}

/** Rows of one partition behind a row, newest first, and whether there are more. The index follows the table within moments. */
export const newestRows = async (
  { dynamo, table }: { readonly dynamo: Dynamo; readonly table: string },
  { name, partition, sort }: BirthIndex,
  of: string,
  after: IndexRow | undefined,
  count: number,
): Promise<{ readonly rows: readonly IndexRow[]; readonly more: boolean }> => {
  const within = s(of);
  const { Items: items = [], LastEvaluatedKey: last } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      IndexName: name,
      KeyConditionExpression: '#of = :of',
      ExpressionAttributeNames: { '#of': partition },
      ExpressionAttributeValues: { ':of': within },
      ScanIndexForward: false,
      Limit: count,
      ...(after === undefined
        ? {}
        : { ExclusiveStartKey: { ...after.key, [partition]: within, [sort]: s(after.sort) } }),
    }),
  );
  return { rows: items.map((item) => ({ key: keyOf(item), sort: str(item, sort) })), more: last !== undefined };
};
