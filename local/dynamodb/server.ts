import type { AddressInfo } from 'node:net';
import { type Engine, type EngineOptions, openEngine } from './engine.ts';
import { type Admit, serverOf } from './http.ts';
import type { Feed } from './streams/feed.ts';

/** An engine behind its protocol, on a port of this machine. */
export interface EngineServer {
  readonly endpoint: string;
  readonly engine: Engine;
  readonly feed: Feed;
  /** Connections are cut; what was begun is on the disk. */
  readonly stop: () => Promise<void>;
}

export interface ServerOptions extends EngineOptions {
  /** Who may call, known the port; undefined lets everybody on this machine in. */
  readonly admitAt?: (url: string) => Admit;
  /** 0 takes a free one. */
  readonly port?: number;
}

/** @throws DamagedStore */
export const startServer = async (options: ServerOptions = {}): Promise<EngineServer> => {
  const engine = await openEngine(options);
  let admit: Admit = () => undefined;
  let requests = 0;
  // An id has to be told apart from others in a log, and nothing else.
  const start = Date.now().toString(36).toUpperCase();
  const newId = (): string => {
    requests += 1;
    return `${start}${requests.toString(36).toUpperCase().padStart(10, '0')}`;
  };
  const server = serverOf(engine, { admit: (request) => admit(request), newId });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (options.admitAt !== undefined) admit = options.admitAt(endpoint);
  return {
    endpoint,
    engine,
    feed: engine.feed,
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await engine.close();
    },
  };
};
