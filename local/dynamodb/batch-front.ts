import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { readBody } from '../gateway/body.ts';
import { listenOnLoopback } from '../loopback.ts';
import { asTransaction } from './one-commit.ts';

/**
 * Calls of the background at the engine at once: while requests wait, one, since the engine takes calls in their order and a
 * client would wait behind all of them; else as many as keep it busy. On AWS they share nothing.
 */
const AT_ONCE = 8;
const AT_ONCE_BUSY = 1;
/** As much as DynamoDB takes in one call. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const BATCH = 'DynamoDB_20120810.BatchWriteItem';
const TRANSACTION = 'DynamoDB_20120810.TransactWriteItems';
const ALL_WRITTEN = Buffer.from('{"UnprocessedItems":{}}');

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** The engine's way in for functions that write many items in the background. */
export interface BatchFront {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** Calls the engine with the headers as they came: it does not check signatures. */
const caller = (engine: string, agent: Agent) => {
  const { hostname, port } = new URL(engine);
  return (from: IncomingMessage, target: string, body: string | Buffer): Promise<Answer> => {
    const headers = { ...from.headers, 'x-amz-target': target, 'content-length': String(Buffer.byteLength(body)) };
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const call = send({ agent, hostname, port, method: from.method, path: from.url, headers }, (response) => {
      response.on('error', reject);
      void readBody(response, MAX_BODY_BYTES).then((text) =>
        text === undefined
          ? reject(new Error('the engine answers more than a call can hold'))
          : resolve({ status: response.statusCode ?? 500, headers: response.headers, body: text }),
      );
    });
    call.on('error', reject);
    call.end(body);
    return promise;
  };
};

type Call = ReturnType<typeof caller>;

/** A batch that the engine refuses as a transaction goes to it as it came, so that every answer is the engine's own. */
const forward = async (call: Call, request: IncomingMessage, body: Buffer): Promise<Answer> => {
  const target = String(request.headers['x-amz-target']);
  const transaction = target === BATCH ? asTransaction(body.toString()) : undefined;
  if (transaction === undefined) return call(request, target, body);
  const { status, headers } = await call(request, TRANSACTION, transaction);
  if (status !== 200) return call(request, target, body);
  return { status, headers: { 'content-type': headers['content-type'] }, body: ALL_WRITTEN };
};

/** Lets so many run at once as `most` says, one at least; the others wait their turn, in the order in which they came. */
const turns = (most: () => number) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  const next = (): void => {
    for (; running < most(); running += 1) {
      const start = waiting.shift();
      if (start === undefined) return;
      start();
    }
  };
  return async <T>(work: () => Promise<T>): Promise<T> => {
    const { promise: turn, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    next();
    await turn;
    try {
      return await work();
    } finally {
      running -= 1;
      next();
    }
  };
};

const answer = (response: ServerResponse, { status, headers, body }: Answer): void => {
  const { 'transfer-encoding': _, connection: __, ...rest } = headers;
  response.writeHead(status, { ...rest, 'content-length': String(body.length) });
  response.end(body);
};

/**
 * Stands before the engine for functions that a stream feeds. The engine commits, and syncs, each item of a batch by itself;
 * here a batch of puts is one commit. Everything else passes as it is. The money path does not come this way, and what comes makes
 * way for it.
 *
 * @param isBusy whether a request of a client waits
 */
export const startBatchFront = async (engine: string, isBusy: () => boolean): Promise<BatchFront> => {
  const agent = new Agent({ keepAlive: true });
  const call = caller(engine, agent);
  const inTurn = turns(() => (isBusy() ? AT_ONCE_BUSY : AT_ONCE));
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    readBody(request, MAX_BODY_BYTES)
      .then((body) =>
        body === undefined ? Promise.reject(new Error('too large')) : inTurn(() => forward(call, request, body)),
      )
      .then((result) => answer(response, result))
      // As the engine would: a caller whose connection breaks tries again.
      .catch(() => response.destroy());
  });
  const { url, stop } = await listenOnLoopback(server);
  return {
    endpoint: url,
    stop: async () => {
      await stop();
      agent.destroy();
    },
  };
};
