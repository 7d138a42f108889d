import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { localAws } from '../../bin/client/local-aws.ts';
import { localFileOf } from './local-aws.ts';

/** The store of a running local cloud, and the tables of its domains by their stack. */
export const storeOf = async (dataDir: string) => {
  const local = await localFileOf(dataDir);
  const client = new DynamoDBClient({ ...localAws(local), endpoint: local.dynamodbUrl });
  const { TableNames: names = [] } = await client.send(new ListTablesCommand({}));
  const of = (stack: string): string => {
    const found = names.find((name) => name.includes(stack) && name.includes('DataStore'));
    if (found === undefined) throw new Error(`${stack} has no table among ${names.join(', ')}`);
    return found;
  };
  return { client, tables: { ledger: of('Ledger'), proof: of('Proof'), webhooks: of('Webhooks') } };
};
