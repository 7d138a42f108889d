import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { s, str } from '../../../kernel/aws/attributes.ts';
import { checkpointPartition, checkpointSort } from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';

/** A checkpoint as it was signed. */
export interface KeptCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** The attribute of a checkpoint's item. */
export const NOTE = 'n';

/** The newest checkpoint, or the newest of at most a size; undefined where there is none. Strongly consistent. */
export const findCheckpoint = async (
  { dynamo, table, log }: LogStore,
  atMost?: number,
): Promise<KeptCheckpoint | undefined> => {
  const query = new QueryCommand({
    TableName: table,
    KeyConditionExpression: atMost === undefined ? 'pk = :pk' : 'pk = :pk AND sk <= :sk',
    ExpressionAttributeValues: {
      ':pk': s(checkpointPartition(log)),
      ...(atMost === undefined ? {} : { ':sk': s(checkpointSort(atMost)) }),
    },
    ScanIndexForward: false,
    Limit: 1,
    ConsistentRead: true,
  });
  const [item] = (await dynamo.send(query)).Items ?? [];
  return item && { size: Number(str(item, 'sk')), note: str(item, NOTE) };
};
