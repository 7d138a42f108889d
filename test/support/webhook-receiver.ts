import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Arrival {
  /** When it was whole, in ms since the epoch. */
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver treats what arrives: with a status, at once or after 300 to 500 ms, or not at all. */
export type Manner = number | 'slowly' | 'hang';

/** A client's server for webhooks: real, on the loopback address, and as good or bad as a test wants it. */
export interface Receiver {
  readonly url: string;
  /** What was answered with 2xx, in the order of arrival. */
  readonly accepted: readonly Arrival[];
  /** What was answered otherwise or not at all. */
  readonly refused: readonly Arrival[];
  readonly behave: (manner: Manner) => void;
  /** No longer listens; `listen` takes the same port again. */
  readonly stop: () => Promise<void>;
  readonly listen: () => Promise<void>;
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve()));

export const startReceiver = async (): Promise<Receiver> => {
  const accepted: Arrival[] = [];
  const refused: Arrival[] = [];
  let manner: Manner = 204;
  let arrivals = 0;
  const reply = (status: number, response: ServerResponse, arrival: Arrival) => {
    (status < 300 ? accepted : refused).push(arrival);
    response.writeHead(status).end();
  };
  const answer = (response: ServerResponse, arrival: Arrival) => {
    if (manner === 'hang') refused.push(arrival);
    else if (manner === 'slowly') setTimeout(() => reply(204, response, arrival), 300 + (arrivals++ % 5) * 50);
    else reply(manner, response, arrival);
  };
  const make = () =>
    createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => answer(response, { at: Date.now(), headers: request.headers, body }));
    });
  let server = make();
  await listening(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    accepted,
    refused,
    behave: (next) => {
      manner = next;
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    listen: async () => {
      server = make();
      await listening(server, port);
    },
  };
};

/** The events' ids among arrivals. */
export const idsOf = (arrivals: readonly Arrival[]): readonly string[] =>
  arrivals.map(({ headers }) => String(headers['webhook-id']));
