import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers on this machine only. */
export interface Loopback {
  readonly url: string;
  /** Connections under way are cut. */
  readonly stop: () => Promise<void>;
}

/** Lets a server listen on 127.0.0.1, at a port that is free. */
export const listenOnLoopback = async (server: Server): Promise<Loopback> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
