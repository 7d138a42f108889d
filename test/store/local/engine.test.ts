import { afterEach, describe, expect, test } from '@jest/globals';
import { type DynamoCall, dynamoCall } from '../../../local/store/json-client.ts';
import { type RunningStore, startStore } from '../../../local/store/start-store.ts';
import { ensureTable, type TableDefinition } from '../../../local/store/tables.ts';
import { newCredentials } from '../../../local/trust/credentials.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const stores: RunningStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop();
});

const start = async (dataDir: string): Promise<{ readonly store: RunningStore; readonly call: DynamoCall }> => {
  const log = (): void => undefined;
  const credentials = newCredentials();
  const store = await startStore({ dataDir, credentials, log, onLost: log, given: '' });
  stores.push(store);
  return { store, call: dynamoCall(store.endpoint, credentials) };
};

const table: TableDefinition = {
  TableName: 'things',
  AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  StreamViewType: 'NEW_AND_OLD_IMAGES',
};

const put = (call: DynamoCall, n: number, more: Readonly<Record<string, unknown>> = {}) =>
  call('PutItem', { TableName: 'things', Item: { pk: { S: 'p' }, sk: { S: String(n) }, ...more } });

describe('the store of a data folder', () => {
  test('has its tables and items at the next start', async () => {
    const dataDir = folder();
    const { store, call } = await start(dataDir);
    const first = await ensureTable(call, table);
    await put(call, 1);
    stores.length = 0;
    await store.stop();
    const next = await start(dataDir);
    expect(await ensureTable(next.call, table)).toEqual(first);
    const { Item } = await next.call('GetItem', { TableName: 'things', Key: { pk: { S: 'p' }, sk: { S: '1' } } });
    expect(Item).toBeDefined();
  });

  test('makes a table once, adds an index later, and refuses other keys', async () => {
    const { call } = await start(folder());
    const first = await ensureTable(call, table);
    await put(call, 1, { owner: { S: 'me' } });
    expect(await ensureTable(call, table)).toEqual(first);
    const index = {
      IndexName: 'owner',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    };
    await ensureTable(call, {
      ...table,
      AttributeDefinitions: ['pk', 'sk', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [index],
    });
    const found = await call('Query', {
      TableName: 'things',
      IndexName: 'owner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: 'me' } },
    });
    expect(found.Count).toBe(1);
    const other = { ...table, KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] };
    await expect(ensureTable(call, other)).rejects.toThrow('other keys');
  });

  test('keeps its stream trimmed without the count starting anew, also over a start', async () => {
    const dataDir = folder();
    const { store, call } = await start(dataDir);
    await ensureTable(call, table);
    for (let n = 0; n < 5; n += 1) await put(call, n);
    const newest = (await store.feed?.newest('things')) ?? 0;
    await store.feed?.trim('things', newest);
    expect(await store.feed?.count('things')).toBe(1);
    stores.length = 0;
    await store.stop();
    const next = await start(dataDir);
    await put(next.call, 9);
    const rows = (await next.store.feed?.read('things', newest, 10)) ?? [];
    expect(rows.map((row) => JSON.parse(row.keys).sk.S)).toEqual(['9']);
  });
});
