import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** All that a store asks of DynamoDB, so that a test can stand in its way. */
export type Dynamo = Pick<DynamoDBClient, 'send'>;

/** Single-digit milliseconds are normal; what takes longer than this is lost, and the receipt tells what became of it. */
const REQUEST_TIMEOUT_MS = 3_000;
const CONNECTION_TIMEOUT_MS = 1_000;
const SOCKETS_MAX = 64;
/** The first try and two more, for throttling and broken connections; conflicts are retried by the stores, who know better. */
const ATTEMPTS_MAX = 3;

/** Called after each request with the capacity that it consumed, in units. */
export type OnCapacity = (command: string, units: { readonly read: number; readonly write: number }) => void;

/**
 * The client that every store works with.
 *
 * `ClientRequestToken` is stripped: the SDK makes one up for every transaction, it lasts ten minutes, and it protects nothing
 * that the receipt in the same transaction does not protect for ever. Without it, engines need not keep them.
 */
export const dynamo = (): DynamoDBClient => {
  const agent = { keepAlive: true, maxSockets: SOCKETS_MAX };
  const client = new DynamoDBClient({
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: new Agent(agent),
      httpsAgent: new SecureAgent(agent),
    }),
  });
  client.middlewareStack.add(
    (next) => (args) => {
      const { ClientRequestToken: _, ...input } = args.input as { readonly ClientRequestToken?: string };
      return next({ ...args, input: input as typeof args.input });
    },
    { step: 'initialize', name: 'stripClientRequestToken', priority: 'low' },
  );
  return client;
};

interface Consumed {
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
  readonly CapacityUnits?: number;
}

/** Asks for the consumed capacity of every request and reports it: for tests and benchmarks that count write units. */
export const countCapacity = (client: DynamoDBClient, onCapacity: OnCapacity): void => {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = { ...(args.input as object), ReturnConsumedCapacity: 'TOTAL' };
      const result = await next({ ...args, input: input as typeof args.input });
      const { ConsumedCapacity } = result.output as { readonly ConsumedCapacity?: Consumed | readonly Consumed[] };
      const command = context.commandName ?? 'unknown';
      const isWrite = /Write|Put|Update|Delete/.test(command);
      for (const one of [ConsumedCapacity ?? []].flat() as readonly Consumed[]) {
        const total = one.CapacityUnits ?? 0;
        const read = one.ReadCapacityUnits ?? (isWrite ? 0 : total);
        const write = one.WriteCapacityUnits ?? (isWrite ? total : 0);
        onCapacity(command, { read, write });
      }
      return result;
    },
    { step: 'initialize', name: 'countCapacity' },
  );
};
