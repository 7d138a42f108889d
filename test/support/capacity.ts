import { BatchGetItemCommand, type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../../functions/kernel/aws/dynamodb.ts';

/** Called after each request with what it consumed, in read or write units. */
export type OnCapacity = (units: { readonly read: number; readonly write: number }) => void;

interface Consumed {
  readonly CapacityUnits?: number;
}

interface Measured {
  readonly input: { ReturnConsumedCapacity?: 'TOTAL' };
}

const isRead = (command: unknown): boolean =>
  command instanceof GetItemCommand || command instanceof QueryCommand || command instanceof BatchGetItemCommand;

/** Asks for the consumed capacity of every request and reports it: for tests and benchmarks that count units. */
export const countingCapacity = (inner: Dynamo, onCapacity: OnCapacity): Dynamo => {
  const send = async (command: Measured): Promise<unknown> => {
    command.input.ReturnConsumedCapacity = 'TOTAL';
    const output = await (inner.send as unknown as (command: Measured) => Promise<object>)(command);
    const { ConsumedCapacity = [] } = output as { readonly ConsumedCapacity?: Consumed | readonly Consumed[] };
    const all = [ConsumedCapacity].flat() as readonly Consumed[];
    const units = all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    onCapacity(isRead(command) ? { read: units, write: 0 } : { read: 0, write: units });
    return output;
  };
  return { send: send as unknown as DynamoDBClient['send'] };
};
