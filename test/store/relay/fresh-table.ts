import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { engineOfFile } from '../../support/engine-of-file.ts';
import { ledgerTable } from '../../support/ledger-table.ts';

/** For a test of its own each: a ledger table without a stream on the engine of the file. */
export const freshTables = (name: string): (() => Promise<{ client: DynamoDBClient; table: string }>) => {
  const clientOf = engineOfFile();
  let tables = 0;
  return async () => {
    tables += 1;
    const [client, table] = [clientOf(), `${name}-${tables}`];
    const { StreamSpecification: _, ...request } = ledgerTable(table);
    await client.send(new CreateTableCommand(request));
    return { client, table };
  };
};
