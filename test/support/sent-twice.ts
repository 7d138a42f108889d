import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../../functions/kernel/aws/dynamodb.ts';

type Send = (command: unknown, options?: unknown) => Promise<unknown>;

/** A client whose transactions each lose their first answer and are sent again, so that they meet what they did themselves. */
export const sentTwice = (dynamo: Dynamo): Dynamo => {
  const send: Send = async (command, options) => {
    const through = dynamo.send.bind(dynamo) as Send;
    if (command instanceof TransactWriteItemsCommand) await through(command, options);
    return through(command, options);
  };
  return { send: send as Dynamo['send'] };
};
