import { createServer } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Server } from 'node:net';
import type { Arrivals, Asked, Ready } from './receivers.ts';

/**
 * Clients' servers in a process of their own, so that what they cost is nobody else's: one that answers at once, a path for
 * each endpoint; one that answers after 300 to 800 ms; one that takes connections and never answers; and a port that nobody
 * listens on.
 */
/** What the load makes; other events, of accounts that were opened before it, may still be on their way. */
const COUNTED = '"type":"ledger.TransactionPosted"';
const TIMESTAMP = /"timestamp":"([^"]+)"/;

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) =>
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );

/** Endpoint and event, which is what arrives once or more. */
const seen = new Set<string>();
let latenciesMs: number[] = [];
let repeats = 0;
let lastAt = 0;

const forget = (): void => {
  seen.clear();
  latenciesMs = [];
  repeats = 0;
};

const arrive = (path: string, id: string, body: string): void => {
  if (!body.includes(COUNTED)) return;
  const name = `${path} ${id}`;
  if (seen.has(name)) {
    repeats += 1;
    return;
  }
  seen.add(name);
  lastAt = Date.now();
  latenciesMs.push(lastAt - Date.parse(TIMESTAMP.exec(body)?.[1] ?? ''));
};

const answering = createServer({ keepAlive: false }, (request, response) => {
  let body = '';
  request.setEncoding('latin1').on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    arrive(request.url ?? '', String(request.headers['webhook-id']), body);
    response.writeHead(204).end();
  });
});
const SLOWLY_MS = [300, 800] as const;
const answeringSlowly = createServer({ keepAlive: false }, (request, response) => {
  const [least, most] = SLOWLY_MS;
  request.resume().on('end', () => {
    setTimeout(() => response.writeHead(204).end(), least + Math.random() * (most - least));
  });
});
const hanging = createRawServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.resume();
});
const gone = createRawServer();

const [answers, slow, hangs, refuses] = await Promise.all([answering, answeringSlowly, hanging, gone].map(listen));
await new Promise((resolve) => gone.close(resolve));

process.on('message', ({ asks }: Asked) => {
  if (asks === 'forget') forget();
  const told: Arrivals = { distinct: seen.size, repeats, lastAt, latenciesMs: asks === 'latencies' ? latenciesMs : [] };
  process.send?.(told);
});
// Whoever started it is gone: so is every reason to go on.
process.on('disconnect', () => process.exit(0));
process.send?.({ answers, slow, hangs, refuses } as Ready);
