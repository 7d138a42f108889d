import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 20;

/** A client's server that answers at once and notes how old each event is when it comes first. */
export interface FairArrivals {
  readonly url: string;
  /** Waits until so many events have come since the last `taken`, or until that has taken too long. */
  readonly reached: (count: number, withinMs: number) => Promise<void>;
  /** Ages since the last call, in ms. */
  readonly taken: () => readonly number[];
  readonly stop: () => Promise<void>;
}

export const startArrivals = async (): Promise<FairArrivals> => {
  let ages = new Map<string, number>();
  const note = (text: string) => {
    const { id, timestamp } = JSON.parse(text) as { readonly id: string; readonly timestamp: string };
    if (!ages.has(id)) ages.set(id, Date.now() - Date.parse(timestamp));
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      note(text);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    reached: async (count, withinMs) => {
      const until = Date.now() + withinMs;
      while (ages.size < count && Date.now() < until) await pause(LOOK_MS);
    },
    taken: () => {
      const taken = [...ages.values()];
      ages = new Map();
      return taken;
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};
