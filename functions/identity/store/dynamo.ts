import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** All that the stores ask of DynamoDB, so that a test can stand in its way. */
export type Dynamo = Pick<DynamoDBClient, 'send'>;
