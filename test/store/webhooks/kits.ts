import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from '@jest/globals';
import { clientFor, type Engine, startDynamo } from '../../support/dynamo.ts';
import { createWebhooksTable } from '../../support/webhooks-table.ts';
import { type Kit, kit } from './kit.ts';

type Rest = Parameters<typeof kit> extends [unknown, unknown, ...infer R] ? R : never;

/** Starts an engine for the tests of a file: `fresh` makes a kit with a table of its own, `again` another kit over that one. */
export const kits = () => {
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
  const again = (table: string, ...rest: Rest): Kit => kit(client, table, ...rest);
  const fresh = async (table: string, ...rest: Rest): Promise<Kit> => {
    await createWebhooksTable(client, table);
    return again(table, ...rest);
  };
  return { fresh, again };
};
