import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

interface Asked {
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string; readonly B?: unknown }>>;
}

const REFUSAL = 'One or more parameter values are not valid: a value of a key attribute is an empty text:';

/** The names of values in a condition on keys that are empty texts. */
export const emptyKeyValues = ({ KeyConditionExpression: condition, ExpressionAttributeValues: values }: Asked) =>
  (condition?.match(/:\w+/g) ?? []).filter((name) => values?.[name]?.S === '');

/**
 * Refuses what DynamoDB refuses and the embedded engine takes: an empty text as the value of a key in a query's condition. So
 * a test meets it without DynamoDB Local, too.
 */
export const refusingEmptyKeys = (client: DynamoDBClient): DynamoDBClient => {
  client.middlewareStack.add(
    (next) => async (args) => {
      const empty = emptyKeyValues(args.input as Asked);
      if (empty.length === 0) return next(args);
      throw Object.assign(new Error(`${REFUSAL} ${empty.join(', ')}`), { name: 'ValidationException' });
    },
    { step: 'initialize', name: 'refuseEmptyKeys' },
  );
  return client;
};
