import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { openEngine } from '../../../local/dynamodb/engine.ts';
import { bringOver } from '../../../local/store/bring-over.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

const KEYS = JSON.stringify([
  { AttributeName: 'pk', KeyType: 'HASH' },
  { AttributeName: 'sk', KeyType: 'RANGE' },
]);
const TYPES = JSON.stringify(['pk', 'sk', 'g'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })));
const INDEXES = JSON.stringify([
  {
    IndexName: 'by-g',
    KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  },
]);
const ITEM = { pk: { S: 'a' }, sk: { S: 'b' }, g: { S: 'x' }, n: { N: '2.5' } };

/** The tables of a folder of an earlier release, as that wrote them. */
const before = (form = '9'): { readonly old: string; readonly file: string } => {
  const path = join(folder(), 'dynamodb');
  mkdirSync(path);
  const old = join(path, 'store.sqlite');
  const db = new DatabaseSync(old);
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE _config (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE _tables (table_name TEXT PRIMARY KEY, key_schema TEXT, attribute_definitions TEXT, gsi_definitions TEXT,
      stream_enabled INTEGER, stream_view_type TEXT, stream_label TEXT, ttl_attribute TEXT, ttl_enabled INTEGER,
      created_at INTEGER, deletion_protection_enabled INTEGER, table_id TEXT);
    CREATE TABLE _stream_records (id INTEGER PRIMARY KEY AUTOINCREMENT, table_name TEXT, event_name TEXT, keys_json TEXT,
      new_image TEXT, old_image TEXT, sequence_number TEXT, shard_id TEXT, created_at INTEGER, user_identity TEXT);
    CREATE TABLE "things" (pk TEXT, sk TEXT, item_json TEXT, item_size INTEGER, PRIMARY KEY (pk, sk));`);
  db.prepare("INSERT INTO _config VALUES ('schema_version', ?)").run(form);
  db.prepare(
    "INSERT INTO _tables VALUES ('things', ?, ?, ?, 1, 'NEW_AND_OLD_IMAGES', '17.5', 'ttl', 1, 1795970636, 1, 'id-1')",
  ).run(KEYS, TYPES, INDEXES);
  db.prepare('INSERT INTO "things" VALUES (?, ?, ?, 12)').run('S:a', 'S:b', JSON.stringify(ITEM));
  const record = db.prepare(
    "INSERT INTO _stream_records VALUES (?, 'things', 'INSERT', ?, ?, NULL, '1', 's', 1795970636, NULL)",
  );
  record.run(7, '{"pk":{"S":"a"},"sk":{"S":"b"}}', JSON.stringify(ITEM));
  record.run(9, '{"pk":{"S":"gone"},"sk":{"S":"b"}}', JSON.stringify(ITEM));
  db.exec('DELETE FROM _stream_records WHERE id = 9');
  db.close();
  return { old, file: join(path, 'tables.sqlite') };
};

test('the tables of an earlier release are brought over once, with indexes, settings, streams and where these stand', async () => {
  const { old, file } = before();
  const bytes = readFileSync(old);
  const lines: string[] = [];
  await bringOver(old, file, (line) => lines.push(line));
  await bringOver(old, file, (line) => lines.push(line));
  expect(lines).toEqual([expect.stringContaining('brought 1 items over')]);
  expect(readFileSync(old).equals(bytes)).toBe(true);
  const engine = await openEngine({ file });
  const call = async (operation: string, input: object) =>
    JSON.parse(await engine.call(operation, { TableName: 'things', ...input }));
  expect((await call('GetItem', { Key: { pk: ITEM.pk, sk: ITEM.sk } })).Item).toEqual(ITEM);
  const query = {
    IndexName: 'by-g',
    KeyConditionExpression: 'g = :g',
    ExpressionAttributeValues: { ':g': { S: 'x' } },
  };
  expect((await call('Query', query)).Count).toBe(1);
  const { Table } = await call('DescribeTable', {});
  expect([Table.LatestStreamLabel, Table.TableId, Table.DeletionProtectionEnabled]).toEqual(['17.5', 'id-1', true]);
  expect((await call('DescribeTimeToLive', {})).TimeToLiveDescription.AttributeName).toBe('ttl');
  await call('PutItem', { Item: { ...ITEM, sk: { S: 'c' } } });
  // A consumer that stood at 9 reads on from there, though the records up to it have gone.
  expect((await engine.feed.read('things', 0, 10)).map(({ sequence }) => sequence)).toEqual([7, 10]);
  await engine.close();
});

test('tables of a form that is not known are refused in one line, and nothing is written', async () => {
  const { old, file } = before('10');
  await expect(bringOver(old, file, () => undefined)).rejects.toThrow(/^[^\n]*cannot read; nothing was changed[^\n]*$/);
  expect(existsSync(file)).toBe(false);
});
