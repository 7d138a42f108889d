import { CreateTableCommand, type CreateTableCommandInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../functions/webhooks/store/keys.ts';

const indexes = Object.values(TABLE.indexes);
/** Two indexes may be sorted by the same attribute, which is defined once. */
const indexed = new Map<string, 'S' | 'N'>(
  indexes.flatMap(({ partition, sort, sortType }) => [[partition, 'S'] as const, [sort, sortType] as const]),
);

/** Webhooks' table as a request to an engine; a test of the infrastructure holds it against the synthesized one. */
export const webhooksTable = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: TABLE.partition, KeyType: 'HASH' },
    { AttributeName: TABLE.sort, KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: TABLE.partition, AttributeType: 'S' },
    { AttributeName: TABLE.sort, AttributeType: 'S' },
    ...[...indexed].map(([name, type]) => ({ AttributeName: name, AttributeType: type })),
  ],
  GlobalSecondaryIndexes: indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: [
      { AttributeName: index.partition, KeyType: 'HASH' },
      { AttributeName: index.sort, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  })),
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
});

export const createWebhooksTable = async (client: DynamoDBClient, name: string): Promise<void> => {
  await client.send(new CreateTableCommand(webhooksTable(name)));
};
