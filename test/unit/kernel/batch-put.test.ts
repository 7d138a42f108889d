import type { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { batchPut } from '../../../functions/kernel/aws/batch-put.ts';
import { classifyAwsError, isThrottled } from '../../../functions/kernel/aws/classify-aws-error.ts';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';

test('a batch write that stays incomplete is load, by which no release is judged', async () => {
  const send = async ({ input }: BatchWriteItemCommand) => ({ UnprocessedItems: input.RequestItems });
  const clock = { now: () => 0, sleep: async () => undefined };
  const store = { dynamo: { send } as unknown as Dynamo, table: 't', clock, random: { fraction: () => 1 } };
  const left = await batchPut(store, [{ pk: { S: 'a' } }]).catch((error: unknown) => error);
  expect([isThrottled(left), classifyAwsError(left)]).toEqual([true, 'unavailable']);
});
