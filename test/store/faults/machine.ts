import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Dynamo, dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import { startServer } from '../../../local/dynamodb/server.ts';
import type { Feed } from '../../../local/dynamodb/streams/feed.ts';
import { clientFor } from '../../support/dynamo.ts';
import { shortened } from '../../support/short-client.ts';

/** The engine that all pipelines of a test file share. */
export interface Machine {
  readonly client: DynamoDBClient;
  /** The same as functions use it. */
  readonly dynamo: Dynamo;
  /** The streams of all tables. */
  readonly streams: Feed;
  readonly newFolder: () => string;
  readonly drop: (table: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const startMachine = async (): Promise<Machine> => {
  const folder = mkdtempSync(join(tmpdir(), 'folio-faults-'));
  const { endpoint, engine, feed, stop } = await startServer();
  const client = shortened(clientFor(endpoint), engine);
  return {
    client,
    dynamo: dynamo(client),
    streams: feed,
    newFolder: () => mkdtempSync(join(folder, 'pipeline-')),
    drop: async (table) => {
      await client.send(new DeleteTableCommand({ TableName: table }));
    },
    stop: async () => {
      client.destroy();
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
};
