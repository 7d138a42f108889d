import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { int, n } from '../../../kernel/aws/attributes.ts';
import { EMPTY_FRONTIER, type Frontier, frontierBytes, readFrontier } from '../../model/merkle/frontier.ts';
import { headKey } from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';
import { BYTES, bytesOf } from '../table/read-bytes.ts';

/** How many leaves the log has. */
const SIZE = 'n';

export const readHead = async ({ dynamo, table, log }: LogStore): Promise<Frontier> => {
  const read = new GetItemCommand({ TableName: table, Key: { ...headKey(log) }, ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? EMPTY_FRONTIER : readFrontier(int(item, SIZE), bytesOf(item));
};

/** Moves the head, if it is where it was: the one order of the log hangs on this condition. */
export const movingHead = (
  { table, log }: Pick<LogStore, 'table' | 'log'>,
  from: Frontier,
  to: Frontier,
): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: { ...headKey(log) },
    UpdateExpression: 'SET #size = :to, #bytes = :bytes',
    ConditionExpression: from.size === 0 ? 'attribute_not_exists(#size)' : '#size = :from',
    ExpressionAttributeNames: { '#size': SIZE, '#bytes': BYTES },
    ExpressionAttributeValues: {
      ':to': n(to.size),
      ':bytes': { B: frontierBytes(to) },
      ...(from.size === 0 ? {} : { ':from': n(from.size) }),
    },
  },
});
