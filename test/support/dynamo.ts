import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { resolve as absolute, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { refusingEmptyKeys } from './empty-keys.ts';

/** A DynamoDB that tests may fill: started by them, in memory, on a loopback port of its own. */
export interface Engine {
  readonly name: string;
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

const EMBEDDED = absolute('node_modules/@dynoxide/linux-x64/dynoxide');
const START_TRIES = 200;

/** A port that was free a moment ago. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

/** A client for `endpoint`. Its credentials are made up: the engines accept any. */
export const clientFor = (endpoint: string): DynamoDBClient =>
  refusingEmptyKeys(
    new DynamoDBClient({
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 3,
    }),
  );

const answers = async (endpoint: string): Promise<boolean> => {
  const client = clientFor(endpoint);
  try {
    await client.send(new ListTablesCommand({}), { abortSignal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
};

const stop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

const start = async (name: string, command: string, argumentsFor: (port: number) => string[]): Promise<Engine> => {
  const port = await freePort();
  // DynamoDB Local writes a file about itself where it runs.
  const child = spawn(command, argumentsFor(port), { stdio: 'ignore', cwd: tmpdir() });
  const endpoint = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    if (child.exitCode !== null) break;
    if (await answers(endpoint)) return { name, endpoint, stop: () => stop(child) };
    await pause(50);
  }
  await stop(child);
  throw new Error(`${name} did not start`);
};

/** The embedded engine, or the one whose address is given in FOLIO_DYNAMODB_ENDPOINT. */
export const startDynamo = async (): Promise<Engine> => {
  const given = process.env.FOLIO_DYNAMODB_ENDPOINT;
  if (given !== undefined) return { name: 'given endpoint', endpoint: given, stop: async () => {} };
  return start('embedded engine', EMBEDDED, (port) => ['--host', '127.0.0.1', '--port', String(port)]);
};

/** The folder of Amazon's DynamoDB Local: its jar with all dependencies; see dynamodb-local.ts. */
const LOCAL_DIR = 'FOLIO_DYNAMODB_LOCAL_DIR';

/** Amazon's own DynamoDB Local where this machine has it, else the reason why not. */
export const startDynamoLocal = async (): Promise<Engine | string> => {
  const given = process.env[LOCAL_DIR];
  if (given === undefined)
    return `${LOCAL_DIR} names no folder with its jars (test/support/dynamodb-local.ts fetches them)`;
  const folder = absolute(given);
  if (!existsSync(folder)) return `the folder that ${LOCAL_DIR} names does not exist`;
  const main = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';
  try {
    return await start('DynamoDB Local', 'java', (port) => [
      `-Djava.library.path=${folder}`,
      '-Xmx512m',
      '-cp',
      join(folder, '*'),
      main,
      '-inMemory',
      '-disableTelemetry',
      '-sharedDb',
      '-port',
      String(port),
    ]);
  } catch {
    return 'java is missing or could not run it';
  }
};

/** Every engine that this machine has: the embedded one always, DynamoDB Local where it is there, else a line that says why. */
export const startEngines = async (): Promise<readonly Engine[]> => {
  const embedded = await startDynamo();
  const local = await startDynamoLocal();
  if (typeof local !== 'string') return [embedded, local];
  process.stderr.write(`not run against DynamoDB Local: ${local}\n`);
  return [embedded];
};

/** For tests of what is consumed: DynamoDB Local counts a transaction's writes once, where AWS bills each of them twice. */
export const startCountingEngines = async (): Promise<readonly Engine[]> => [await startDynamo()];
