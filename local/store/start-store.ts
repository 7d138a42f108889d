import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Ahead } from '../clock/shift-date.ts';
import type { Feed } from '../dynamodb/streams/feed.ts';
import type { Credentials } from '../trust/credentials.ts';
import { bringOver } from './bring-over.ts';
import { startStoreThread } from './store-thread.ts';

/** A running DynamoDB, ours or one that was given. */
export interface RunningStore {
  readonly endpoint: string;
  /** The engine's own streams; undefined for an endpoint that was given, which is asked by its API. */
  readonly feed: Feed | undefined;
  /** Deletes what has expired by now, out of turn; undefined for an endpoint that was given. */
  readonly sweep?: () => void;
  readonly stop: () => Promise<void>;
}

export interface StartStoreOptions {
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** Called when the store cannot go on. */
  readonly onLost: (reason: string) => void;
  /** What callers of the engine prove themselves by. */
  readonly credentials: Credentials;
  /** `FOLIO_DYNAMODB_ENDPOINT` of the process, unless given. */
  readonly given?: string | undefined;
  /** For how long a transaction holds its items against others, in ms; 0 unless given: they never meet. */
  readonly conflictMs?: number | undefined;
  /** How far a clock that can be moved is ahead. */
  readonly ahead?: Ahead | undefined;
}

/** Where a data folder keeps its tables. */
export const storeFile = (dataDir: string): string => join(dataDir, 'dynamodb', 'tables.sqlite');

const givenStore = (): string => process.env.FOLIO_DYNAMODB_ENDPOINT ?? '';
/** Whether the tables are in a store of somebody's own. */
export const isGivenStore = (): boolean => givenStore() !== '';

/**
 * Starts the embedded engine on the file of the data folder, or uses the endpoint that is given.
 * @throws StartFailure where the file is damaged, or one of before cannot be brought over
 */
export const startStore = async (options: StartStoreOptions): Promise<RunningStore> => {
  const given = options.given ?? givenStore();
  if (given !== '') return { endpoint: given.replace(/\/$/, ''), feed: undefined, stop: async () => undefined };
  const { dataDir, log, onLost, credentials, conflictMs = 0, ahead } = options;
  mkdirSync(join(dataDir, 'dynamodb'), { recursive: true, mode: 0o700 });
  const file = storeFile(dataDir);
  await bringOver(join(dataDir, 'dynamodb', 'store.sqlite'), file, log);
  return startStoreThread({ file, conflictMs, sessionToken: credentials.sessionToken, ahead, log, onLost });
};
