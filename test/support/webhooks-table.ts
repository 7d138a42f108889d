import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../functions/webhooks/store/table/keys.ts';
import { createTable, domainTable } from './domain-table.ts';

export const webhooksTable = (name: string): CreateTableCommandInput => domainTable(name, Object.values(TABLE.indexes));

export const createWebhooksTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, webhooksTable(name));
