import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '../data-folder.ts';
import { findBinary } from './binary.ts';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { StreamFile } from './stream-file.ts';

/** A running DynamoDB, ours or one that was given. */
export interface Engine {
  readonly endpoint: string;
  /** The engine's own records, read from its file; undefined for an endpoint that was given. */
  readonly streamFile: StreamFile | undefined;
  /** Of the child process; undefined for an endpoint that was given. */
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 10_000;
/** A port can be taken between finding it and listening on it. */
const PORT_TRIES = 3;
/** Restarts of an engine that died; more would hide a defect that the operator has to see. */
const RESTARTS = 3;

const HELP =
  'no DynamoDB engine for this platform: install `dynoxide` on the PATH, or start any DynamoDB (such as Amazon DynamoDB Local) and set FOLIO_DYNAMODB_ENDPOINT to its URL';

export interface EngineOptions {
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** Called when the engine has died and cannot be brought back. */
  readonly onLost: (reason: string) => void;
  /** `FOLIO_DYNAMODB_ENDPOINT` of the process, unless given. */
  readonly given?: string | undefined;
}

/**
 * Starts the embedded DynamoDB on a free loopback port, with its file in the data folder; or uses the endpoint that is given.
 * @throws StartFailure when there is neither.
 */
export const startEngine = async (options: EngineOptions): Promise<Engine> => {
  const given = options.given ?? process.env.FOLIO_DYNAMODB_ENDPOINT;
  if (given !== undefined && given !== '') {
    const endpoint = given.replace(/\/$/, '');
    return { endpoint, streamFile: undefined, pid: () => undefined, stop: async () => undefined };
  }
  const binary = findBinary();
  if (binary === undefined) throw new StartFailure(HELP);
  return startEmbedded(binary, options);
};

const command = (binary: string, port: number, file: string): readonly string[] => [
  binary,
  'serve',
  '--host',
  '127.0.0.1',
  '--port',
  String(port),
  '--db-path',
  file,
];

/** The engine does one thing at a time, so a second thread for its connections would only hand work to and fro. */
const ENV = { TOKIO_WORKER_THREADS: '1' };

const startServer = (binary: string, port: number, file: string): Promise<Child> =>
  startChild(command(binary, port, file), /listening on/i, READY_WITHIN_MS, ENV);

const launch = async (binary: string, file: string): Promise<{ readonly child: Child; readonly port: number }> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { child: await startServer(binary, port, file), port };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt >= PORT_TRIES || !reason.includes('in use'))
        throw new StartFailure(`the DynamoDB engine did not start: ${reason}`);
    }
  }
};

const startEmbedded = async (binary: string, options: EngineOptions): Promise<Engine> => {
  const folder = join(options.dataDir, 'dynamodb');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'store.sqlite');
  const first = await launch(binary, file);
  chmodSync(file, 0o600);
  let child = first.child;
  let stopping = false;
  const streamFile = new StreamFile(file);

  const watch = async (restartsLeft: number): Promise<void> => {
    const reason = await child.ended;
    if (stopping) return;
    if (restartsLeft === 0) return options.onLost(`the DynamoDB engine keeps dying: ${reason}`);
    options.log(`the DynamoDB engine died (${reason}); starting it again on its file`);
    try {
      child = await startServer(binary, first.port, file);
    } catch (error) {
      return options.onLost(`the DynamoDB engine could not be started again: ${String(error)}`);
    }
    return watch(restartsLeft - 1);
  };
  void watch(RESTARTS);

  return {
    endpoint: `http://127.0.0.1:${first.port}`,
    streamFile,
    pid: () => child.pid,
    stop: async () => {
      stopping = true;
      streamFile.close();
      await child.stop();
    },
  };
};
