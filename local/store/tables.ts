import { AwsError } from '../aws/aws-error.ts';
import type { DynamoCall } from './json-client.ts';

type KeySchema = readonly { readonly AttributeName: string; readonly KeyType: string }[];

/** What a template says of a table, in the form of CreateTable. */
export interface TableDefinition {
  readonly TableName: string;
  readonly AttributeDefinitions: unknown;
  readonly KeySchema: KeySchema;
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly StreamViewType?: string;
  readonly timeToLive?: string;
}

interface Index {
  readonly IndexName: string;
  readonly KeySchema: KeySchema;
  readonly Projection: unknown;
}

interface Description {
  readonly KeySchema: KeySchema;
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly StreamSpecification?: { readonly StreamEnabled?: boolean; readonly StreamViewType?: string };
  readonly LatestStreamLabel?: string;
  readonly TableStatus?: string;
}

/** What others need to know of a table that stands. */
export interface TableView {
  readonly streamLabel: string | undefined;
}

const ACTIVE_POLLS = 200;

const describe = async (call: DynamoCall, name: string): Promise<Description | undefined> => {
  try {
    return (await call('DescribeTable', { TableName: name })).Table as Description;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
};

const create = async (call: DynamoCall, table: TableDefinition): Promise<void> => {
  const { StreamViewType, timeToLive: _, ...definition } = table;
  await call('CreateTable', {
    ...definition,
    BillingMode: 'PAY_PER_REQUEST',
    ...(StreamViewType === undefined ? {} : { StreamSpecification: { StreamEnabled: true, StreamViewType } }),
  });
};

const active = async (call: DynamoCall, name: string): Promise<Description> => {
  for (let polls = 0; polls < ACTIVE_POLLS; polls += 1) {
    const table = await describe(call, name);
    if (table?.TableStatus === 'ACTIVE') return table;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the table ${name} did not become active`);
};

const keyText = (keys: KeySchema): string => keys.map((key) => `${key.AttributeName} ${key.KeyType}`).join();

/** What cannot be changed in place without touching data is refused: a table holds money. */
const checkSame = (table: TableDefinition, found: Description): void => {
  const fail = (what: string): never => {
    throw new Error(`the table ${table.TableName} exists with other ${what}; it is kept as it is`);
  };
  if (keyText(found.KeySchema) !== keyText(table.KeySchema)) fail('keys');
  if (found.StreamSpecification?.StreamViewType !== table.StreamViewType) fail('stream settings');
  for (const index of found.GlobalSecondaryIndexes ?? []) {
    const wanted = table.GlobalSecondaryIndexes?.find((each) => each.IndexName === index.IndexName);
    if (wanted !== undefined && keyText(wanted.KeySchema) !== keyText(index.KeySchema))
      fail(`keys of the index ${index.IndexName}`);
  }
};

const updateIndexes = async (call: DynamoCall, table: TableDefinition, found: Description): Promise<void> => {
  const existing = new Set((found.GlobalSecondaryIndexes ?? []).map((index) => index.IndexName));
  for (const index of table.GlobalSecondaryIndexes ?? []) {
    if (existing.delete(index.IndexName)) continue;
    const { AttributeDefinitions, TableName } = table;
    await call('UpdateTable', {
      TableName,
      AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    });
    await active(call, TableName);
  }
  for (const IndexName of existing) {
    await call('UpdateTable', { TableName: table.TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] });
    await active(call, table.TableName);
  }
};

const setTimeToLive = async (call: DynamoCall, table: TableDefinition): Promise<void> => {
  const answer = await call('DescribeTimeToLive', { TableName: table.TableName });
  const current = answer.TimeToLiveDescription as { TimeToLiveStatus?: string; AttributeName?: string } | undefined;
  const enabled = current?.TimeToLiveStatus === 'ENABLED' ? current.AttributeName : undefined;
  if (enabled === table.timeToLive) return;
  const AttributeName = table.timeToLive ?? enabled;
  await call('UpdateTimeToLive', {
    TableName: table.TableName,
    TimeToLiveSpecification: { AttributeName, Enabled: table.timeToLive !== undefined },
  });
};

/** Makes the table what `table` says, if it is not yet; never loses an item. */
export const ensureTable = async (call: DynamoCall, table: TableDefinition): Promise<TableView> => {
  const found = await describe(call, table.TableName);
  if (found === undefined) await create(call, table);
  else {
    checkSame(table, found);
    await updateIndexes(call, table, found);
  }
  const standing = await active(call, table.TableName);
  await setTimeToLive(call, table);
  return { streamLabel: standing.LatestStreamLabel };
};
