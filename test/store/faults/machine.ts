import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Dynamo, dynamo } from '../../../functions/kernel/dynamodb.ts';
import { startEngine } from '../../../local/dynamodb/engine.ts';
import type { StreamFile } from '../../../local/dynamodb/stream-file.ts';
import { clientFor } from '../../support/dynamo.ts';

/** The engine that all pipelines of a test file share. */
export interface Machine {
  readonly client: DynamoDBClient;
  /** The same as functions use it. */
  readonly dynamo: Dynamo;
  /** The streams of all tables. */
  readonly streams: StreamFile;
  readonly newFolder: () => string;
  readonly drop: (table: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The engine syncs every commit: in memory that is free, and these tests lose nothing with the power. */
const MEMORY = '/dev/shm';

export const startMachine = async (): Promise<Machine> => {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'folio-faults-'));
  const log = () => undefined;
  const { endpoint, streamFile, stop } = await startEngine({ dataDir: folder, log, onLost: log, given: '' });
  if (streamFile === undefined) throw new Error('the embedded engine has a file');
  const client = clientFor(endpoint);
  return {
    client,
    dynamo: dynamo(client),
    streams: streamFile,
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
