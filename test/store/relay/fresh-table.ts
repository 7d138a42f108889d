import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { engineOfFile } from '../../support/engine-of-file.ts';
import { ledgerTable } from '../../support/ledger-table.ts';

/** A ledger table without a stream: the bank of these tests makes the records itself. */
export const unstreamedTable = async (client: DynamoDBClient, table: string): Promise<void> => {
  const { StreamSpecification: _, ...request } = ledgerTable(table);
  await client.send(new CreateTableCommand(request));
};

/** For a test of its own each: such a table on the engine of the file. */
export const freshTables = (name: string): (() => Promise<{ client: DynamoDBClient; table: string }>) => {
  const clientOf = engineOfFile();
  let tables = 0;
  return async () => {
    tables += 1;
    const [client, table] = [clientOf(), `${name}-${tables}`];
    await unstreamedTable(client, table);
    return { client, table };
  };
};
