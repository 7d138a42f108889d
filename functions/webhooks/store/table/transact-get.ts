import { TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { classifyAwsError } from '../../../kernel/aws/classify-aws-error.ts';
import type { Key } from './keys.ts';
import type { WebhooksStore } from './webhooks-store.ts';

/**
 * Reads items as a transaction sees them. Beside `TransactWriteItems` every other read, strongly consistent ones included, may
 * find one item of a transaction written and another not yet. This one finds all of them or none. Undefined while a transaction
 * is at work on one of them.
 */
export const transactGet = async (
  { dynamo, table }: Pick<WebhooksStore, 'dynamo' | 'table'>,
  keys: readonly Key[],
): Promise<readonly Item[] | undefined> => {
  const gets = keys.map((key) => ({ Get: { TableName: table, Key: key } }));
  try {
    const { Responses: found = [] } = await dynamo.send(new TransactGetItemsCommand({ TransactItems: gets }));
    return found.map(({ Item: item }) => item).filter((item) => item !== undefined);
  } catch (error) {
    if (classifyAwsError(error) === 'conflict') return undefined;
    throw error;
  }
};
