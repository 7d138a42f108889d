import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** Every item of a small table, by its key, as text. */
export const tableState = async (
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
): Promise<ReadonlyMap<string, string>> => {
  const items = new Map<string, string>();
  let from: Item | undefined;
  do {
    const scan = new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from });
    const { Items = [], LastEvaluatedKey } = await client.send(scan);
    for (const item of Items) items.set(`${item.pk?.S}|${item.sk?.S}`, JSON.stringify(item));
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

/** Keys of what is new, what is other than it was, and what is gone. */
export const changes = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) => ({
  made: [...after.keys()].filter((name) => !before.has(name)),
  changed: [...after].flatMap(([name, item]) => (before.has(name) && before.get(name) !== item ? [name] : [])),
  removed: [...before.keys()].filter((name) => !after.has(name)),
});
