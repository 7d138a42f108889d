import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { resolve as absolute, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { Engine as EmbeddedEngine } from '../../local/dynamodb/engine.ts';
import type { FaultPlan } from '../../local/dynamodb/faults.ts';
import { startServer } from '../../local/dynamodb/server.ts';
import { shortened } from './short-client.ts';

/** A DynamoDB that tests may fill: started by them, in memory, on a loopback port of its own. */
export interface Engine {
  readonly name: string;
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

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

const ANY = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The engines of this process, by their endpoints. */
const inProcess = new Map<string, EmbeddedEngine>();

type Credentials = Readonly<Record<'accessKeyId' | 'secretAccessKey', string>>;

/** A client for `endpoint` as the SDK makes it. Unless given its credentials are made up: an engine of a test's own accepts any. */
export const sdkClientFor = (endpoint: string, credentials: Credentials = ANY): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 3 });

/** The same, but for plain calls of an engine in this process, which go the shortest way. */
export const clientFor = (endpoint: string, credentials?: Credentials): DynamoDBClient => {
  const client = sdkClientFor(endpoint, credentials);
  const engine = inProcess.get(endpoint);
  return engine === undefined ? client : shortened(client, engine);
};

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

/** The embedded engine, in which transactions that meet on an item conflict as on AWS, each lasting so long. */
export const startConflicting = async (conflictMs: number): Promise<Engine> => {
  const { endpoint, engine, stop } = await startServer({ conflictMs });
  inProcess.set(endpoint, engine);
  return { name: `embedded engine with conflicts of ${conflictMs} ms`, endpoint, stop };
};

/** The embedded engine, whose calls suffer what the plan says; reached by its port alone, since connections are cut. */
export const startFaulty = async (faults: FaultPlan): Promise<Engine> => {
  const { endpoint, stop } = await startServer({ faults });
  return { name: 'embedded engine with faults', endpoint, stop };
};

/** The embedded engine, in memory and in this process, or the one whose address is given in FOLIO_DYNAMODB_ENDPOINT. */
export const startDynamo = async (): Promise<Engine> => {
  const given = process.env.FOLIO_DYNAMODB_ENDPOINT;
  if (given !== undefined) return { name: 'given endpoint', endpoint: given, stop: async () => {} };
  const { endpoint, engine, stop } = await startServer();
  inProcess.set(endpoint, engine);
  return { name: 'embedded engine', endpoint, stop };
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
