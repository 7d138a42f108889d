import { connect, type Socket } from 'node:net';
import { assert } from '../../functions/kernel/core/assert.ts';
import { count, isDone, NO_ANSWER, type Statuses } from './refusals.ts';

/** One connection of the load generator: one request in flight, keep-alive, no more parsing than it takes to find the end. */
const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)/i;
const ANSWER_TIMEOUT_MS = 30_000;

export interface Sent {
  readonly status: number;
  readonly ms: number;
}

/**
 * A client that costs so little CPU that it can share the machine with the server it measures: about a tenth of `fetch`.
 * Knows just what Folio's gateway sends: `content-length` on every answer.
 */
class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #buffer = '';
  #resolve: ((status: number) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.#host = `\r\nhost: 127.0.0.1:${port}\r\n`;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('no answer within 30 s')));
    socket.on('data', (chunk: string) => this.#onData(chunk));
    socket.on('error', (error) => this.#reject?.(error));
    socket.on('close', () => this.#reject?.(new Error('the server closed the connection')));
  }

  send(request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(request.replace('\r\n', this.#host));
    });
  }

  close(): void {
    this.#reject = undefined;
    this.#socket.destroy();
  }

  #onData(chunk: string): void {
    this.#buffer += chunk;
    const headEnd = this.#buffer.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const length = LENGTH.exec(this.#buffer.slice(0, headEnd));
    assert(length?.[1] !== undefined, 'the gateway always sends content-length');
    if (this.#buffer.length < headEnd + HEAD_END.length + Number(length[1])) return;
    const status = Number(this.#buffer.slice(9, 12));
    this.#buffer = '';
    this.#resolve?.(status);
  }
}

const open = (port: number): Promise<Connection> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(new Connection(socket, port));
    });
  });

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** The bytes of request number `index`. */
  readonly request: (index: number) => string;
}

export interface LoadResult {
  /** Of what was done: a refusal is quicker, and measures nothing. */
  readonly latenciesMs: readonly number[];
  readonly elapsedMs: number;
  readonly statuses: Statuses;
}

/** Sends on all connections, each as soon as its last request is answered and `next` resolves; ends where it says false. */
const sendAll = async (
  { port, connections, request }: Pick<Load, 'port' | 'connections' | 'request'>,
  next: (index: number, from: number) => boolean | Promise<boolean>,
): Promise<LoadResult> => {
  const latenciesMs: number[] = [];
  const statuses: Record<number, number> = {};
  let taken = 0;
  const from = performance.now();
  const worker = async (): Promise<void> => {
    let connection = await open(port);
    for (let index = taken++; await next(index, from); index = taken++) {
      const bytes = request(index);
      const sentAt = performance.now();
      const status = await connection.send(bytes).catch(() => NO_ANSWER);
      if (isDone(status)) latenciesMs.push(performance.now() - sentAt);
      count(statuses, status);
      if (status !== NO_ANSWER) continue;
      connection.close();
      // A server that is gone ends the load here; one that was slow goes on.
      connection = await open(port);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { latenciesMs, elapsedMs: performance.now() - from, statuses };
};

/** A closed loop: each connection sends its next request when the last is answered, until the time is up. */
export const runLoad = (load: Load): Promise<LoadResult> =>
  sendAll(load, (_, from) => performance.now() - from < load.durationMs);

export interface SteadyRequests extends Pick<Load, 'port' | 'connections' | 'request'> {
  readonly perSecond: number;
  readonly count: number;
}

/** Sends by the clock, whether the server keeps up or not, as long as a connection is free. */
export const runSteadyLoad = (load: SteadyRequests): Promise<LoadResult> =>
  sendAll(load, async (index, from) => {
    if (index >= load.count) return false;
    const early = from + (index * 1000) / load.perSecond - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    return true;
  });

/** A request's bytes but for its `host`, which the connection adds. `body` must be ASCII, so that its length in characters is its length in bytes. */
export const postRequest = (path: string, token: string, key: string | undefined, body: string): string =>
  [
    `POST ${path} HTTP/1.1`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    ...(key === undefined ? [] : [`idempotency-key: ${key}`]),
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
