import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import type { Engine } from '../../local/dynamodb/engine.ts';
import { DynamoError } from '../../local/dynamodb/errors.ts';

/** Calls that are JSON as they stand, there and back; the others have dates in them. */
const SHORT: ReadonlySet<string> = new Set([
  'PutItem',
  'GetItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'TransactWriteItems',
  'TransactGetItems',
]);

const METADATA = { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 };

/** A refusal as the SDK throws it. */
export const asThrown = (error: unknown): unknown => {
  if (!(error instanceof DynamoError)) return error;
  const { code, message, status, more } = error;
  const options = { ...more, message, $metadata: { ...METADATA, httpStatusCode: status } };
  if (code === 'TransactionCanceledException') return new TransactionCanceledException(options);
  if (code === 'ConditionalCheckFailedException') return new ConditionalCheckFailedException(options);
  return new DynamoDBServiceException({ ...options, name: code, $fault: status < 500 ? 'client' : 'server' });
};

type Send = (command: { readonly input: object }, options?: { readonly abortSignal?: AbortSignal }) => Promise<unknown>;

/**
 * The client, whose plain calls go to an engine of this process without the SDK and without HTTP: most of what a test of a store
 * would else take. How the SDK and our own short way say a call is held by test/store/kernel/client.test.ts.
 */
export const shortened = (client: DynamoDBClient, engine: Engine): DynamoDBClient => {
  const whole = client.send.bind(client) as unknown as Send;
  const send: Send = async (command, options) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    if (!SHORT.has(operation) || options?.abortSignal?.aborted === true) return whole(command, options);
    try {
      return { ...(JSON.parse(await engine.call(operation, command.input)) as object), $metadata: METADATA };
    } catch (error) {
      throw asThrown(error);
    }
  };
  client.send = send as unknown as DynamoDBClient['send'];
  return client;
};
