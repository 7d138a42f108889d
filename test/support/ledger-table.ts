import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../functions/ledger/store/table/keys.ts';
import { createTable, domainTable } from './domain-table.ts';

export const ledgerTable = (name: string): CreateTableCommandInput => domainTable(name, Object.values(TABLE.indexes));

export const createLedgerTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, ledgerTable(name));
