import { type DynamoDBClient, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { big, n, s } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { Counter, CounterRange } from '../../model/back-dated-index.ts';

/** 13 digits hold every millisecond of the index, so that counters of a level sort by time. */
const counterSort = (level: number, node: number): string => `B#${level}#${String(node).padStart(13, '0')}`;

/** Adds to one counter. Only together with the entry it counts, under the condition that the entry is new. */
export const addToCounter = (
  table: string,
  pk: string,
  counter: Counter & { readonly sum: bigint },
): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: { pk: s(pk), sk: s(counterSort(counter.level, counter.node)) },
    UpdateExpression: 'ADD u :u',
    ExpressionAttributeValues: { ':u': n(counter.sum) },
  },
});

const sumOf = async (
  dynamo: Pick<DynamoDBClient, 'send'>,
  table: string,
  pk: string,
  range: CounterRange,
): Promise<bigint> => {
  const page = await dynamo.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': s(pk),
        ':from': s(counterSort(range.level, range.from)),
        ':to': s(counterSort(range.level, range.to)),
      },
    }),
  );
  // 128 counters of some 100 bytes are far below the 1 MB of a page.
  assert(page.LastEvaluatedKey === undefined, 'a range of counters fits one page');
  return (page.Items ?? []).reduce((sum, item) => sum + big(item, 'u'), 0n);
};

/** The sum of all counters in the ranges: six small reads at most. */
export const sumCounters = async (
  dynamo: Pick<DynamoDBClient, 'send'>,
  table: string,
  pk: string,
  ranges: readonly CounterRange[],
): Promise<bigint> => {
  const sums = await Promise.all(ranges.map((range) => sumOf(dynamo, table, pk, range)));
  return sums.reduce((total, sum) => total + sum, 0n);
};
