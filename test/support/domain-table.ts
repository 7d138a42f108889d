import { CreateTableCommand, type CreateTableCommandInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DomainIndex } from '../../lib/platform/domain-table.ts';

/** A domain's table as a request to an engine; a test of the infrastructure holds it against the synthesized one. */
export const domainTable = (name: string, indexes: readonly DomainIndex[]): CreateTableCommandInput => {
  // Two indexes may be sorted by the same attribute, which is defined once.
  const types = new Map<string, 'S' | 'N'>([
    ['pk', 'S'],
    ['sk', 'S'],
    ...indexes.flatMap(({ partition, sort, sortType }) => [[partition, 'S'] as const, [sort, sortType] as const]),
  ]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(indexOf) }),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  };
};

const indexOf = ({ name, partition, sort }: DomainIndex) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
});

export const createTable = async (client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> => {
  await client.send(new CreateTableCommand(table));
};
