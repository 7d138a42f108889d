import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Engine, startEngine } from '../../../local/dynamodb/engine.ts';
import { type DynamoCall, dynamoCall } from '../../../local/dynamodb/json-client.ts';
import { ensureTable, type TableDefinition } from '../../../local/dynamodb/tables.ts';
import { sweepTable } from '../../../local/dynamodb/ttl-sweeper.ts';
import { temporaryFolders } from '../../unit/local-services/temporary-folder.ts';

const folder = temporaryFolders();
const engines: Engine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
});

const start = async (dataDir: string): Promise<{ readonly engine: Engine; readonly call: DynamoCall }> => {
  const log = (): void => undefined;
  const engine = await startEngine({ dataDir, log, onLost: log, given: '' });
  engines.push(engine);
  return { engine, call: dynamoCall(engine.endpoint) };
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

const isRunning = (pid: number): boolean => {
  // A zombie has ended; only its parent has not asked for its end yet.
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') Z';
  return stat.split(') ')[1]?.startsWith('Z') === false;
};

/** Resolves once `done`, or after a second. */
const within1s = async (done: () => boolean): Promise<boolean> => {
  for (const until = Date.now() + 1_000; Date.now() < until; await new Promise((resolve) => setImmediate(resolve)))
    if (done()) return true;
  return done();
};

describe('the embedded engine', () => {
  test('ends within a second of its parent being killed with kill -9', async () => {
    const script = `
      import { startEngine } from '${join(import.meta.dirname, '../../../local/dynamodb/engine.ts')}';
      const log = () => undefined;
      const engine = await startEngine({ dataDir: process.argv[1], log, onLost: log, given: '' });
      process.stdout.write(engine.pid() + '\\n');`;
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, folder()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(await within1s(() => !isRunning(pid))).toBe(true);
  });

  test('comes back on the same port with its data when it is killed itself', async () => {
    const { engine, call } = await start(folder());
    await ensureTable(call, table);
    await put(call, 1);
    const pid = engine.pid() ?? 0;
    process.kill(pid, 'SIGKILL');
    expect(await within1s(() => engine.pid() !== pid && engine.pid() !== undefined)).toBe(true);
    const { Item } = await call('GetItem', { TableName: 'things', Key: { pk: { S: 'p' }, sk: { S: '1' } } });
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

  test('expired items are swept, others stay', async () => {
    const { call } = await start(folder());
    await ensureTable(call, { ...table, timeToLive: 'ttl' });
    await put(call, 1, { ttl: { N: '1000' } });
    await put(call, 2, { ttl: { N: '2000' } });
    await put(call, 3, { ttl: { S: '1000' } });
    await put(call, 4);
    expect(await sweepTable(call, { name: 'things', attribute: 'ttl', keys: ['pk', 'sk'] }, 1_500_000)).toBe(1);
    expect((await call('Scan', { TableName: 'things' })).Count).toBe(3);
  });

  test('stream records are numbered by an index, and trimmed without the count starting anew', async () => {
    const { engine, call } = await start(folder());
    await ensureTable(call, table);
    for (let n = 0; n < 5; n += 1) await put(call, n);
    const file = engine.streamFile;
    const newest = file?.newest('things') ?? 0;
    expect(file?.trim('things', newest)).toBe('all');
    expect(file?.count('things')).toBe(1);
    await put(call, 9);
    expect(file?.read('things', newest, 10).map((row) => JSON.parse(row.keys_json).sk.S)).toEqual(['9']);
    const plan = file?.explainNextSequence() ?? '';
    expect(plan).toContain('folio_stream_sequence');
  });
});
