import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ClockView } from '../clock/test-clock.ts';
import { type Loopback, listenOnLoopback } from '../loopback.ts';
import { StartFailure } from '../start-failure.ts';
import { type Door, doorAt } from '../trust/door.ts';
import { refusal } from '../trust/refusal.ts';
import { type DeployOrder, type FaultOrder, readClockOrder, readDeployOrder, readFaultOrder } from './orders.ts';

/** Where a running local cloud takes orders. */
export const DEPLOY_PATH = '/deploy';
/** A drill: one function stopped, throwing or hanging until it is healed. */
export const FAULTS_PATH = '/faults';
/** Shows the time, or moves it ahead; only where the cloud was started with `--clock`. */
export const CLOCK_PATH = '/clock';

export interface ControlDeps {
  /** Who knows it may give orders; it stands in the data folder, which only its owner reads. */
  readonly token: string;
  /** `gone` is aborted when the caller goes away: an order that still waits for its turn is dropped then. */
  readonly deploy: (order: DeployOrder, say: (line: string) => void, gone: AbortSignal) => Promise<void>;
  /** @throws StartFailure where there is no such function */
  readonly inject: (order: FaultOrder) => void;
  /** @param seconds to move ahead; undefined to be shown the time. @throws StartFailure where there is no clock to move */
  readonly clock: (seconds: number | undefined) => ClockView;
  readonly log: (line: string) => void;
}

/** One line of the answer. The last one says how it ended; without one nobody knows, and what had begun goes on. */
export type ControlLine =
  | { readonly says: string }
  | { readonly done: true; readonly clock?: ClockView }
  | { readonly refused: string }
  | { readonly failed: string };

const MAX_BODY_BYTES = 64 * 1024;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw new StartFailure('the order is too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
};

type Say = (line: string) => void;

/** What it gives back stands in the last line. */
type Order = (deps: ControlDeps, body: string, say: Say, gone: AbortSignal) => Promise<void> | object | undefined;

const ORDERS: Readonly<Record<string, Order>> = {
  [DEPLOY_PATH]: (deps, body, say, gone) => deps.deploy(readDeployOrder(body), say, gone),
  [FAULTS_PATH]: (deps, body) => {
    deps.inject(readFaultOrder(body));
    return undefined;
  },
  [CLOCK_PATH]: (deps, body) => ({ clock: deps.clock(readClockOrder(body)) }),
};

const obey = async (
  deps: ControlDeps,
  door: Door | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (door === undefined || refusal(request, door) !== undefined) {
    response.writeHead(403).end();
    return;
  }
  const order = request.method === 'POST' ? ORDERS[request.url ?? ''] : undefined;
  if (order === undefined) {
    response.writeHead(404).end();
    return;
  }
  const say = (line: ControlLine): void => void response.write(`${JSON.stringify(line)}\n`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const told = await order(deps, await readBody(request), (line) => say({ says: line }), gone.signal);
    say({ done: true, ...(told ?? {}) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What an operator can put right is a refusal; anything else is a defect, whose stack goes to the log.
    if (error instanceof StartFailure) say({ refused: message });
    else {
      deps.log(`an order failed: ${error instanceof Error ? error.stack : message}`);
      say({ failed: message });
    }
  }
  response.end();
};

/**
 * Takes orders of the `folio` command for this running cloud, on a loopback port of its own, which functions know only as one
 * to leave alone. A caller that goes away does not end what has begun, and takes back an order whose turn has not come.
 */
export const startControl = async (deps: ControlDeps): Promise<Loopback> => {
  let door: Door | undefined;
  const server = createServer((request, response) => {
    obey(deps, door, request, response).catch((error: unknown) => {
      deps.log(`the control port failed: ${error instanceof Error ? error.stack : String(error)}`);
      response.destroy();
    });
  });
  const listening = await listenOnLoopback(server);
  door = doorAt(listening.url, { header: 'authorization', value: Buffer.from(`Bearer ${deps.token}`) });
  return listening;
};
