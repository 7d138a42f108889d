import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { openEngine } from '../../local/dynamodb/engine.ts';
import { temporaryFolders } from '../support/folder.ts';
import { asker } from './differential/answers.ts';
import { key, TABLE, triedBy } from './support/engine.ts';

const KILLS = Number(process.env.FOLIO_TEST_STORE_KILLS ?? 10);
const WRITERS = 16;
/** Under load before the kill, at least and at most. */
const [LEAST_MS, MOST_MS] = [20, 250];
const folder = temporaryFolders();

const startProcess = async (file: string) => {
  const script = join(import.meta.dirname, 'support', 'server-process.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [endpoint] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { ask: asker(endpoint), kill: () => child.kill('SIGKILL'), ended: once(child, 'exit') };
};

/** A transfer in small: an item of its own, and one that all transactions change. */
const transfer = (id: string) => ({
  TransactItems: [
    { Put: { TableName: 'things', Item: key(id), ConditionExpression: 'attribute_not_exists(pk)' } },
    {
      Update: {
        TableName: 'things',
        Key: key('account'),
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    },
  ],
});

test(
  `${KILLS} times kill -9 under load loses nothing that was acknowledged, and no stream record of it`,
  async () => {
    const file = join(folder(), 'tables.sqlite');
    const acknowledged = new Set<string>();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { ask, kill: end, ended } = await startProcess(file);
      if (kill === 0) await ask({ operation: 'CreateTable', input: TABLE });
      let isOver = false;
      const writer = async (number: number): Promise<void> => {
        for (let at = 0; !isOver; at += 1) {
          const id = `t-${kill}-${number}-${at}`;
          const answer = await ask({ operation: 'TransactWriteItems', input: transfer(id) }).catch(() => undefined);
          if (answer?.status === 200) acknowledged.add(id);
        }
      };
      const writers = Array.from({ length: WRITERS }, (_, number) => writer(number));
      await new Promise((resolve) => setTimeout(resolve, LEAST_MS + ((kill * 37) % (MOST_MS - LEAST_MS))));
      end();
      isOver = true;
      await Promise.all([ended, ...writers]);
    }
    const engine = await openEngine({ file });
    const { call } = triedBy(engine);
    try {
      const rows = await engine.feed.read('things', 0, 1_000_000);
      const changes = rows.map((row) => ({ sequence: row.sequence, item: JSON.parse(row.new ?? '{}') }));
      const told = new Set(changes.map(({ item }) => item.pk.S));
      expect([...acknowledged].filter((id) => !told.has(id))).toEqual([]);
      for (const id of acknowledged) expect((await call('GetItem', { Key: key(id) })).Item).toBeDefined();
      // All that happened to the account is there once, in order, and is as much as there are items.
      const counts = changes.flatMap(({ item }) => (item.pk.S === 'account' ? [Number(item.n.N)] : []));
      expect(counts).toEqual(counts.map((_, at) => at + 1));
      expect(counts).toHaveLength(told.size - 1);
      expect(changes.every(({ sequence }, at) => at === 0 || sequence > (changes[at - 1]?.sequence ?? 0))).toBe(true);
      expect((await call('GetItem', { Key: key('account') })).Item.n.N).toBe(String(counts.length));
      expect(acknowledged.size).toBeGreaterThan(KILLS);
    } finally {
      await engine.close();
    }
  },
  60_000 + KILLS * 10_000,
);
