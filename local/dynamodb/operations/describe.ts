import type { KeyNames, TableSchema } from '../storage/schema.ts';
import type { Table } from '../storage/table.ts';

/** The region and account that ARNs name; nothing else depends on them. */
const PLACE = 'us-east-1:000000000000';

export const tableArn = (name: string): string => `arn:aws:dynamodb:${PLACE}:table/${name}`;
export const streamArn = ({ name, stream }: TableSchema): string =>
  stream === undefined ? '' : `${tableArn(name)}/stream/${stream.label}`;

export const keySchema = ({ partition, sort }: KeyNames): readonly object[] => [
  { AttributeName: partition, KeyType: 'HASH' },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' }]),
];

const NO_THROUGHPUT = { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };

/** Counted anew each time; AWS counts about every six hours. */
export interface Counted {
  readonly items: number;
  readonly bytes: number;
}

export const describe = ({ schema }: Table, count: (rows: string) => Counted, status = 'ACTIVE'): object => {
  const { items, bytes } = count(`items_${schema.id}`);
  const { stream } = schema;
  return {
    AttributeDefinitions: Object.entries(schema.types).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    TableName: schema.name,
    KeySchema: keySchema(schema.keys),
    TableStatus: status,
    CreationDateTime: schema.createdAt / 1000,
    ProvisionedThroughput: NO_THROUGHPUT,
    TableSizeBytes: bytes,
    ItemCount: items,
    TableArn: tableArn(schema.name),
    TableId: schema.tableId,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    DeletionProtectionEnabled: schema.isProtected,
    ...(schema.indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: schema.indexes.map(({ id, name, keys, projection }) => {
            const held = count(`index_${schema.id}_${id}`);
            return {
              IndexName: name,
              KeySchema: keySchema(keys),
              Projection: {
                ProjectionType: projection.type,
                ...(projection.include.length === 0 ? {} : { NonKeyAttributes: projection.include }),
              },
              IndexStatus: 'ACTIVE',
              ProvisionedThroughput: NO_THROUGHPUT,
              IndexSizeBytes: held.bytes,
              ItemCount: held.items,
              IndexArn: `${tableArn(schema.name)}/index/${name}`,
            };
          }),
        }),
    ...(stream === undefined
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view },
          LatestStreamLabel: stream.label,
          LatestStreamArn: streamArn(schema),
        }),
  };
};
