import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a free port of the loopback address. */
export interface Serving {
  readonly url: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export const serve = async (server: Server): Promise<Serving> => {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
