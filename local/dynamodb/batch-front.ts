import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { readBody } from '../gateway/body.ts';
import { listenOnLoopback } from '../loopback.ts';
import { asTransaction } from './one-commit.ts';

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

const answer = (response: ServerResponse, { status, headers, body }: Answer): void => {
  const { 'transfer-encoding': _, connection: __, ...rest } = headers;
  response.writeHead(status, { ...rest, 'content-length': String(body.length) });
  response.end(body);
};

/**
 * Stands before the engine for functions that a stream feeds. The engine commits, and syncs, each item of a batch by itself;
 * here a batch of puts is one commit. Everything else passes as it is. The money path does not come this way.
 */
export const startBatchFront = async (engine: string): Promise<BatchFront> => {
  const agent = new Agent({ keepAlive: true });
  const call = caller(engine, agent);
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    readBody(request, MAX_BODY_BYTES)
      .then((body) => (body === undefined ? Promise.reject(new Error('too large')) : forward(call, request, body)))
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
