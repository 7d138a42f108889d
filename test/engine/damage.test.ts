import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openEngine } from '../../local/dynamodb/engine.ts';
import { createTable } from '../../local/dynamodb/operations/tables.ts';
import { putItem } from '../../local/dynamodb/operations/write-item.ts';
import { livePorts } from '../../local/dynamodb/ports.ts';
import { openStore } from '../../local/dynamodb/store.ts';
import { temporaryFolders } from '../support/folder.ts';
import { key, TABLE, triedBy } from './support/engine.ts';

const folder = temporaryFolders();

const filled = async (): Promise<string> => {
  const file = join(folder(), 'tables.sqlite');
  const engine = await openEngine({ file });
  const { call } = triedBy(engine);
  await call('CreateTable', TABLE);
  for (let at = 0; at < 200; at += 1)
    await call('PutItem', { Item: { ...key('a', at), t: { S: `text-${at}-${'x'.repeat(200)}` } } });
  await engine.close();
  return file;
};

const WAYS: Readonly<Record<string, (file: string, bytes: Buffer) => void>> = {
  'cut short': (file, bytes) => truncateSync(file, Math.floor(bytes.length / 2 / 4096) * 4096 + 100),
  'a page of noise': (file, bytes) => {
    for (let at = 0; at < 4096; at += 1) bytes[4096 * 6 + at] = (at * 31) % 251;
    writeFileSync(file, bytes);
  },
  'one letter of one item': (file, bytes) => {
    const at = bytes.indexOf('text-120-xxx');
    expect(at).toBeGreaterThan(0);
    bytes[at + 10] = 0x79;
    writeFileSync(file, bytes);
  },
  'another program’s file': (file) =>
    writeFileSync(file, 'this is no database, and long enough to have a header of one'.repeat(100)),
};

describe('a store', () => {
  test.each(Object.entries(WAYS))('that is damaged does not start, and is left as it is: %s', async (_, damage) => {
    const file = await filled();
    damage(file, readFileSync(file));
    const before = readFileSync(file);
    await expect(openEngine({ file })).rejects.toThrow(/^[^\n]*(is damaged|is not a store)[^\n]*$/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('that was closed starts again', async () => {
    const file = await filled();
    const engine = await openEngine({ file });
    expect((await triedBy(engine).call('Scan', { Select: 'COUNT' })).Count).toBe(200);
    await engine.close();
  });

  test('whose disk is full refuses writes, loses nothing, and goes on once there is room', async () => {
    const lines: string[] = [];
    const options = {
      ports: livePorts,
      conflictMs: 0,
      log: (line: string) => lines.push(line),
      onLost: () => undefined,
    };
    const store = await openStore({ file: join(folder(), 'tables.sqlite'), ...options });
    await createTable(store, TABLE);
    const put = (at: number) =>
      putItem(store, { TableName: 'things', Item: { ...key('a', at), t: { S: 'x'.repeat(3_000) } } });
    await put(0);
    store.database.writer.exec('PRAGMA max_page_count = 40');
    const answers = await Promise.allSettled(Array.from({ length: 100 }, (_, at) => put(at + 1)));
    const failed = answers.filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every((each) => (each as PromiseRejectedResult).reason.code === 'InternalServerError')).toBe(true);
    expect(lines.join()).toContain('full');
    store.database.writer.exec('PRAGMA max_page_count = 100000');
    await put(500);
    const kept = answers.length - failed.length + 2;
    const { n } = store.database.writer.prepare('SELECT COUNT(*) AS n FROM items_1').get() as { readonly n: number };
    expect(n).toBe(kept);
    await store.close();
  });
});
