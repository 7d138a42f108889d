import { arn } from '../account.ts';
import { physicalName } from '../physical-name.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import { StartFailure } from '../start-failure.ts';
import type { DynamoCall } from '../store/json-client.ts';
import { ensureTable, type TableDefinition } from '../store/tables.ts';
import { only, optionalText } from './properties.ts';

const definition = (resource: Resource, name: string): TableDefinition => {
  const { properties } = resource;
  const view = optionalText(resource, 'StreamSpecification.StreamViewType');
  const enabled = (properties.TimeToLiveSpecification as { Enabled?: unknown } | undefined)?.Enabled;
  const ttl = String(enabled) === 'true' ? optionalText(resource, 'TimeToLiveSpecification.AttributeName') : undefined;
  const indexes = properties.GlobalSecondaryIndexes as TableDefinition['GlobalSecondaryIndexes'];
  return {
    TableName: name,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema as TableDefinition['KeySchema'],
    ...(indexes === undefined ? {} : { GlobalSecondaryIndexes: indexes }),
    ...(view === undefined ? {} : { StreamViewType: view }),
    ...(ttl === undefined ? {} : { timeToLive: ttl }),
  };
};

/** A table of the embedded engine, with indexes, stream and expiry; never replaced, since it holds money. */
export const dynamodbTable = (call: DynamoCall): ResourceHandler => ({
  type: 'AWS::DynamoDB::Table',
  supports: [
    'TableName',
    'AttributeDefinitions',
    'KeySchema',
    'BillingMode',
    'GlobalSecondaryIndexes',
    'StreamSpecification',
    'TimeToLiveSpecification',
    'DeletionProtectionEnabled',
  ],
  ignores: {
    PointInTimeRecoverySpecification: 'the engine keeps no history; copy the data folder while it is stopped instead',
    SSESpecification: 'the data folder is readable by its owner only; encrypt the disk to protect it at rest',
    Tags: 'there is no bill to divide',
  },
  apply: async (resource) => {
    only(resource, 'BillingMode', ['PAY_PER_REQUEST']);
    only(resource, 'StreamSpecification.StreamViewType', ['NEW_AND_OLD_IMAGES']);
    const name = optionalText(resource, 'TableName') ?? physicalName(resource.stack, resource.logicalId, 255);
    const table = definition(resource, name);
    const { streamLabel } = await ensureTable(call, table);
    const Arn = arn('dynamodb', `table/${name}`);
    return {
      ref: name,
      attributes: { Arn, ...(streamLabel === undefined ? {} : { StreamArn: `${Arn}/stream/${streamLabel}` }) },
    };
  },
  remove: async (record) => {
    if (String(record.properties.DeletionProtectionEnabled) === 'true')
      throw new StartFailure(`the table ${record.ref} is protected from deletion`);
    await call('DeleteTable', { TableName: record.ref });
  },
});
