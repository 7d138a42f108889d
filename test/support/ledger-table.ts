import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  type ScalarAttributeType,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../functions/ledger/store/keys.ts';

const indexes = Object.values(TABLE.indexes);

/** The ledger's table as a request to an engine; a test of the infrastructure holds it against the synthesized one. */
export const ledgerTable = (name: string): CreateTableCommandInput => {
  const types = new Map<string, ScalarAttributeType>([
    [TABLE.partition, 'S'],
    [TABLE.sort, 'S'],
  ]);
  for (const index of indexes) {
    types.set(index.partition, 'S');
    types.set(index.sort, index.sortType);
  }
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: TABLE.partition, KeyType: 'HASH' },
      { AttributeName: TABLE.sort, KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    GlobalSecondaryIndexes: indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: [
        { AttributeName: index.partition, KeyType: 'HASH' },
        { AttributeName: index.sort, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  };
};

export const createLedgerTable = async (client: DynamoDBClient, name: string): Promise<void> => {
  await client.send(new CreateTableCommand(ledgerTable(name)));
};
