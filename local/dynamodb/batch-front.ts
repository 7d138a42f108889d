import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { readBody } from '../gateway/body.ts';
import { listenOnLoopback } from '../loopback.ts';
import { asPart, asTransaction, type Part, TRANSACTION_MAX } from './one-commit.ts';
import { type Turn, turns } from './turns.ts';

/**
 * Calls of the background at the engine at once: while requests wait, one, since the engine takes calls in their order and a
 * client would wait behind all of them; else as many as keep it busy. On AWS they share nothing.
 */
const AT_ONCE = 8;
const AT_ONCE_BUSY = 1;
/** Writes of one commit while requests wait: some ten milliseconds, which is as long as a client then waits behind it. */
const TOGETHER_BUSY = 25;
/** As much as DynamoDB takes in one call. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const TRANSACTION = 'DynamoDB_20120810.TransactWriteItems';

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

type Engine = ReturnType<typeof caller>;

/** A call of a function, and where its answer goes. */
interface Call extends Turn {
  readonly request: IncomingMessage;
  readonly target: string;
  readonly body: Buffer;
  readonly part: Part | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

const asItCame = (engine: Engine, { request, target, body }: Call): Promise<Answer> => engine(request, target, body);

/** All writes of a group as one commit; undefined where the engine refuses that. */
const committed = async (engine: Engine, group: readonly Call[]): Promise<readonly Answer[] | undefined> => {
  const [first] = group;
  const parts = group.flatMap(({ part }) => part ?? []);
  if (first === undefined || parts.flatMap(({ writes }) => writes).length < 2) return undefined;
  const { status, headers } = await engine(first.request, TRANSACTION, asTransaction(parts));
  if (status !== 200) return undefined;
  const type = { 'content-type': headers['content-type'] };
  return parts.map(({ done }) => ({ status, headers: type, body: Buffer.from(done) }));
};

/** What is refused as one goes to the engine call by call, so that every refusal is the engine's own. */
const runGroup = async (engine: Engine, group: readonly Call[]): Promise<void> => {
  try {
    const answers = await committed(engine, group);
    for (const [index, call] of group.entries()) call.resolve(answers?.[index] ?? (await asItCame(engine, call)));
  } catch (error) {
    // Those that have their answer already keep it.
    for (const { reject } of group) reject(error);
  }
};

const answer = (response: ServerResponse, { status, headers, body }: Answer): void => {
  const { 'transfer-encoding': _, connection: __, ...rest } = headers;
  response.writeHead(status, { ...rest, 'content-length': String(body.length) });
  response.end(body);
};

/**
 * Stands before the engine for functions that write much in the background. The engine commits, and syncs, each write by itself;
 * here all that wait are one commit, as a batch of puts is. Everything else passes as it is. The money path does not come this
 * way, and what comes makes way for it.
 *
 * @param isBusy whether a request of a client waits
 */
export const startBatchFront = async (url: string, isBusy: () => boolean): Promise<BatchFront> => {
  const agent = new Agent({ keepAlive: true });
  const engine = caller(url, agent);
  const enter = turns<Call>({
    most: () => (isBusy() ? AT_ONCE_BUSY : AT_ONCE),
    writesMax: () => (isBusy() ? TOGETHER_BUSY : TRANSACTION_MAX),
    run: (group) => runGroup(engine, group),
  });
  const pass = (request: IncomingMessage, body: Buffer): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const target = String(request.headers['x-amz-target']);
    const part = asPart(target, body);
    enter({ request, target, body, part, writes: part?.writes.length, resolve, reject });
    return promise;
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    readBody(request, MAX_BODY_BYTES)
      .then((body) => (body === undefined ? Promise.reject(new Error('too large')) : pass(request, body)))
      .then((result) => answer(response, result))
      // As the engine would: a caller whose connection breaks tries again.
      .catch(() => response.destroy());
  });
  const listening = await listenOnLoopback(server);
  return {
    endpoint: listening.url,
    stop: async () => {
      await listening.stop();
      agent.destroy();
    },
  };
};
