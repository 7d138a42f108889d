import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Aws } from '../../kernel/aws/aws-call.ts';

/** The credentials of the function, as the client of its table, which it has anyway, finds them. */
export const liveCredentials = (): Aws['credentials'] => new DynamoDBClient({}).config.credentials;
