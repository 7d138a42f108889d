import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Dynamo, dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import { type Engine, sdkClientFor, startEngines } from '../../support/dynamo.ts';

const TableName = 'client';
const key = (pk: string) => ({ pk: { S: pk } });
const engines: Engine[] = [];

beforeAll(async () => {
  engines.push(...(await startEngines()));
});
afterAll(async () => {
  for (const engine of engines) await engine.stop();
});

/** The same calls through the SDK alone and through our client, whose short way is open. */
const pair = async (engine: Engine): Promise<readonly [DynamoDBClient, Dynamo]> => {
  const [plain, ours] = [sdkClientFor(engine.endpoint), dynamo(sdkClientFor(engine.endpoint))];
  const table = new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  });
  await plain.send(table);
  await ours.send(new GetItemCommand({ TableName, Key: key('none') }));
  return [plain, ours];
};

const bare = (output: object): object => ({ ...output, $metadata: undefined });
const thrown = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('on each engine', () => {
  test('the short way writes, reads and refuses as the SDK does', async () => {
    for (const engine of engines) {
      const [plain, ours] = await pair(engine);
      const Item = {
        ...key('ü'),
        n: { N: '123456789012345678901234567890' },
        m: { M: { a: { L: [{ BOOL: false }] } } },
      };
      await ours.send(new PutItemCommand({ TableName, Item }));
      const update = { TableName, Key: key('ü'), UpdateExpression: 'ADD n :one' };
      await ours.send(new UpdateItemCommand({ ...update, ExpressionAttributeValues: { ':one': { N: '1' } } }));
      const reads = [
        () => new GetItemCommand({ TableName, Key: key('ü'), ConsistentRead: true }),
        () => new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('ü')] } } }),
      ];
      for (const read of reads) {
        const [a, b] = [await plain.send(read() as GetItemCommand), await ours.send(read() as GetItemCommand)];
        expect(bare(b)).toEqual(bare(a));
        expect(JSON.stringify(b)).toContain('123456789012345678901234567891');
      }
      const batch = () =>
        new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: key('é') } }] } });
      expect(bare(await ours.send(batch()))).toEqual(bare(await plain.send(batch())));
      const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'ü' } } };
      const found = [await plain.send(new QueryCommand(query)), await ours.send(new QueryCommand(query))] as const;
      expect(bare(found[1])).toEqual(bare(found[0]));

      const ConditionExpression = 'attribute_not_exists(pk)';
      const ReturnValuesOnConditionCheckFailure = 'ALL_OLD' as const;
      const Put = { TableName, Item: key('ü'), ConditionExpression, ReturnValuesOnConditionCheckFailure };
      const transaction = { TransactItems: [{ Put: { TableName, Item: key('b') } }, { Put }] };
      const cancelled = [
        await thrown(plain.send(new TransactWriteItemsCommand(transaction))),
        await thrown(ours.send(new TransactWriteItemsCommand(transaction))),
      ] as const;
      const [theirs, own] = cancelled as readonly [TransactionCanceledException, TransactionCanceledException];
      expect(own).toBeInstanceOf(TransactionCanceledException);
      expect([own.name, own.message]).toEqual([theirs.name, theirs.message]);
      expect(own.CancellationReasons).toEqual(theirs.CancellationReasons);
      expect(own.CancellationReasons?.[1]?.Item?.pk).toEqual({ S: 'ü' });

      const refused = await thrown(ours.send(new PutItemCommand(Put)));
      expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
      plain.destroy();
    }
  });
});
