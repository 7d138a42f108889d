import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { liveClock, liveTimer } from '../core/live-ports.ts';
import { direct, type Endpoint } from './dynamodb-direct.ts';

/** All that a store asks of DynamoDB, so that a test can stand in its way. */
export type Dynamo = Pick<DynamoDBClient, 'send'>;

/** Single-digit milliseconds are normal; what takes longer than this is lost, and the receipt tells what became of it. */
const ANSWER_TIMEOUT_MS = 3_000;
const CONNECTION_TIMEOUT_MS = 1_000;
const SOCKETS_MAX = 64;
/** After the direct try, for throttling and broken connections; conflicts are retried by the stores, who know better. */
const ATTEMPTS_MAX = 2;

const sdk = (): DynamoDBClient => {
  const agent = { keepAlive: true, maxSockets: SOCKETS_MAX };
  return new DynamoDBClient({
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      // Up to the headers of an answer; between any two of its bytes.
      requestTimeout: ANSWER_TIMEOUT_MS,
      socketTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: new Agent(agent),
      httpsAgent: new SecureAgent(agent),
    }),
  });
};

/** Inside a value its quotes would be escaped, so this finds the member and nothing else. */
const TOKEN = /"ClientRequestToken":"[^"]*",?/;

/**
 * Removes `ClientRequestToken`, which the SDK adds to every transaction. It deduplicates for ten minutes; the receipt in the same
 * transaction does so for ever. Without it, engines need not keep them.
 */
const stripTokens = (client: DynamoDBClient): void => {
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: unknown; readonly headers: Readonly<Record<string, string>> };
      if (request.body instanceof Uint8Array && request.headers['x-amz-target']?.endsWith('.TransactWriteItems')) {
        const { buffer, byteOffset, byteLength } = request.body;
        const text = Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
        request.body = text.replace(TOKEN, '').replace(/,\}$/, '}');
      }
      return next(args);
    },
    { step: 'build', name: 'stripClientRequestToken', priority: 'high' },
  );
};

const learnEndpoint = (client: DynamoDBClient, learned: (endpoint: Endpoint) => void): void => {
  client.middlewareStack.add(
    (next) => (args) => {
      const { protocol, hostname, port, path } = args.request as Endpoint & { readonly path: string };
      if (path === '/') learned({ protocol, hostname, port });
      return next(args);
    },
    { step: 'finalizeRequest', name: 'learnEndpoint', priority: 'low' },
  );
};

type Command = Parameters<DynamoDBClient['send']>[0];
type SendOptions = Readonly<Record<string, unknown>> & { readonly abortSignal?: AbortSignal };
type Send = (command: Command, options: SendOptions) => Promise<unknown>;

/**
 * The client that every store works with: the SDK's, on AWS as anywhere else, with a short way for plain calls once the first
 * one has shown where they go (dynamodb-direct.ts).
 *
 * @param answerMs for how long an answer may take on the short way, before the SDK asks again
 */
export const dynamo = (client: DynamoDBClient = sdk(), answerMs = ANSWER_TIMEOUT_MS): Dynamo => {
  let endpoint: Endpoint | undefined;
  stripTokens(client);
  learnEndpoint(client, (learned) => {
    endpoint = learned;
  });
  const tryDirect = direct(client, { clock: liveClock, timer: liveTimer, answerMs });
  const send = async (command: Command, options: SendOptions = {}): Promise<unknown> => {
    const { abortSignal, ...others } = options;
    const plain = Object.keys(others).length === 0;
    const output = plain && endpoint !== undefined ? await tryDirect(endpoint, command, abortSignal) : undefined;
    // The SDK sends nothing once the signal is aborted, neither at first nor again.
    return output ?? (client.send as Send).call(client, command, options);
  };
  return { send: send as DynamoDBClient['send'] };
};

/** The same by the SDK's own way alone, for a table that holds bytes: the short way writes and reads none. */
export const dynamoOfBytes = (client: DynamoDBClient = sdk()): Dynamo => {
  stripTokens(client);
  return client;
};
