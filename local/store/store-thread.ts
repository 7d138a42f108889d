import { Worker } from 'node:worker_threads';
import type { StreamRow } from '../dynamodb/storage/records.ts';
import type { Feed } from '../dynamodb/streams/feed.ts';
import { StartFailure } from '../start-failure.ts';
import type { Ask, StoreThreadData, Told } from './messages.ts';

export interface StoreThread {
  readonly endpoint: string;
  readonly feed: Feed;
  /** Deletes what has expired by now, out of turn. */
  readonly sweep: () => void;
  /** Resolves when all that was begun is on the disk. */
  readonly stop: () => Promise<void>;
}

export interface StoreThreadOptions extends StoreThreadData {
  readonly log: (line: string) => void;
  /** The store cannot go on. */
  readonly onLost: (reason: string) => void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the thread, and takes what it tells. */
class Line {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly listeners = new Set<() => void>();
  #asked = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  ask<T>(method: Ask['method'], ...args: Ask['args']): Promise<T> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#worker.postMessage({ id, method, args } satisfies Ask);
    });
  }

  settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting !== undefined) how(waiting);
  }

  end(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}

const feedOf = (line: Line): Feed => ({
  read: (table, after, limit) => line.ask<readonly StreamRow[]>('read', table, after, limit),
  newest: (table) => line.ask('newest', table),
  count: (table) => line.ask('count', table),
  trim: (table, through, keptFrom) =>
    keptFrom === undefined ? line.ask('trim', table, through) : line.ask('trim', table, through, keptFrom),
  trimUnread: (table) => line.ask('trimUnread', table),
  tables: () => line.ask('tables'),
  onChange: (listener) => {
    line.listeners.add(listener);
    return () => line.listeners.delete(listener);
  },
});

/**
 * Starts the store in a thread of its own, so that neither the gateway nor the pollers stand in its way.
 * @throws StartFailure where its file is damaged; the file is left as it is
 */
export const startStoreThread = async ({ log, onLost, ...data }: StoreThreadOptions): Promise<StoreThread> => {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: data satisfies StoreThreadData,
    name: 'store',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const line = new Line(worker);
  let isStopping = false;
  const endpoint = await new Promise<string>((resolve, reject) => {
    const hear: { readonly [K in Told['kind']]: (told: Extract<Told, { kind: K }>) => void } = {
      ready: (told) => resolve(told.endpoint),
      refused: ({ reason }) =>
        reject(
          new StartFailure(
            `${reason}; nothing was changed. Restore the folder from a copy, or start afresh with --fresh`,
          ),
        ),
      answer: ({ id, value }) => line.settle(id, (waiting) => waiting.resolve(value)),
      failure: ({ id, reason }) => line.settle(id, (waiting) => waiting.reject(new Error(reason))),
      records: () => {
        for (const listener of line.listeners) listener();
      },
      log: (told) => log(told.line),
      lost: ({ reason }) => onLost(`the store cannot go on: ${reason}`),
    };
    worker.on('message', (told: Told) => (hear[told.kind] as (told: Told) => void)(told));
    worker.on('error', (error) => {
      reject(error);
      line.end(String(error));
      if (!isStopping) onLost(`the store's thread failed: ${error.message}`);
    });
    worker.on('exit', () => line.end('the store has ended'));
  });
  return {
    endpoint,
    feed: feedOf(line),
    sweep: () => {
      line.ask('sweep').catch((error: unknown) => log(`expired items were not deleted: ${String(error)}`));
    },
    stop: async () => {
      isStopping = true;
      await line.ask('stop');
      await worker.terminate();
    },
  };
};
