/** The worker thread of the local DynamoDB. It serves functions over HTTP, and streams to the main thread's pollers by its port. */
import { parentPort, workerData } from 'node:worker_threads';
import { shiftDate } from '../clock/shift-date.ts';
import type { Admit } from '../dynamodb/http.ts';
import { type EngineServer, startServer } from '../dynamodb/server.ts';
import { DamagedStore } from '../dynamodb/storage/damage.ts';
import { secretOf } from '../trust/credentials.ts';
import { doorAt } from '../trust/door.ts';
import { REFUSALS, refusal } from '../trust/refusal.ts';
import type { Ask, StoreThreadData, Told } from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs in a worker thread only');
const { file, conflictMs, sessionToken, ahead } = workerData as StoreThreadData;
if (ahead !== undefined) shiftDate(ahead);

/** Who may come in by the store's port: functions and the command line of this start, no page of a browser. */
const admitAt = (url: string): Admit => {
  const door = doorAt(url, secretOf({ sessionToken }));
  return (request) => {
    const refused = refusal(request, door);
    return refused === undefined ? undefined : REFUSALS[refused];
  };
};

const tell = (message: Told): void => port.postMessage(message);

const answer = (server: EngineServer, { method, args }: Ask): Promise<unknown> => {
  if (method === 'stop') return server.stop();
  if (method === 'sweep') return server.engine.sweep();
  return (server.feed[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
};

const serve = (server: EngineServer): void => {
  server.feed.onChange(() => tell({ kind: 'records' }));
  port.on('message', (ask: Ask) => {
    answer(server, ask).then(
      (value) => tell({ kind: 'answer', id: ask.id, value }),
      (error: unknown) => tell({ kind: 'failure', id: ask.id, reason: String(error) }),
    );
  });
  tell({ kind: 'ready', endpoint: server.endpoint });
};

try {
  serve(
    await startServer({
      file,
      conflictMs,
      admitAt,
      log: (line) => tell({ kind: 'log', line }),
      onLost: (reason) => tell({ kind: 'lost', reason }),
    }),
  );
} catch (error) {
  if (!(error instanceof DamagedStore)) throw error;
  tell({ kind: 'refused', reason: error.message });
}
