import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from '@jest/globals';
import { clientFor, type Engine, startDynamo } from './dynamo.ts';

/** Starts an engine for the tests of a file and stops it after them; the client is there from the first test (or hook) on. */
export const engineOfFile = (): (() => DynamoDBClient) => {
  let engine: Engine;
  let client: DynamoDBClient;
  beforeAll(async () => {
    engine = await startDynamo();
    client = clientFor(engine.endpoint);
  });
  afterAll(async () => {
    client.destroy();
    await engine.stop();
  });
  return () => client;
};
