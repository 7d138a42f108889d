import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { restoreTable } from '../../../bin/restore/restore-table.ts';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { jsonService } from '../../../functions/kernel/aws/aws-call.ts';
import { liveClock } from '../../../functions/kernel/core/live-ports.ts';
import type { Line } from '../../../functions/ledger/model/entry.ts';
import { relayAgain } from '../../../functions/ledger/store/jobs/republish.ts';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { accountKey, transactionKey } from '../../../functions/ledger/store/table/keys.ts';
import { startDynamo } from '../../support/dynamo.ts';
import { expectZeroSum } from '../../support/invariants.ts';
import { bankOf } from '../ledger/bank.ts';
import { expectBalances, expectHistory } from '../relay/checks.ts';
import { rig } from '../relay/rig.ts';
import { CUSTOMERS, Story, SYSTEM } from '../relay/story.ts';

const STEPS = 60;
/** Records that the relay had not come to at the time to which the table is restored. */
const BEHIND = 25;

/** After this, no write has the time of one before. */
const nextMoment = async (): Promise<number> => {
  const now = Date.now();
  while (Date.now() <= now + 1) await new Promise((resolve) => setTimeout(resolve, 1));
  return now + 1;
};

// The embedded engine alone: Amazon's DynamoDB Local restores nothing.
const engine = await startDynamo();

test('a ledger on a restored table is whole: every item as it was, histories filled up and complete, receipts honoured, money zero', async () => {
  const story = await Story.open(engine, 7);
  const { client, store } = story.world;
  const itemsOf = async (table: string): Promise<readonly string[]> => {
    const items: Item[] = [];
    let from: Item | undefined;
    do {
      const { Items, LastEvaluatedKey } = await client.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      items.push(...(Items ?? []));
      from = LastEvaluatedKey;
    } while (from !== undefined);
    return items.map((item) => JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();
  };

  for (let step = 0; step < STEPS; step += 1) await story.step();
  const { records } = story.stream;
  const relayed = records.length - BEHIND;
  await relayRecords(rig(client, store.table).relay, records.slice(0, relayed));
  const at = await nextMoment();
  const before = {
    items: await itemsOf(store.table),
    records: records.length,
    lines: new Map<string, readonly Line[]>(story.lines),
  };
  const views = [...story.views.values()];

  // Work goes on; then somebody's script destroys receipts and writes a balance.
  for (let step = 0; step < STEPS / 4; step += 1) await story.step();
  await relayRecords(rig(client, store.table).relay, records.slice(relayed));
  for (const { id } of views.slice(0, 20))
    await client.send(new DeleteItemCommand({ TableName: store.table, Key: { ...transactionKey('acme', id) } }));
  await client.send(new PutItemCommand({ TableName: store.table, Item: { ...accountKey('acme', 'usd-credit') } }));

  const dynamodb = jsonService(
    {
      region: 'us-east-1',
      endpoint: engine.endpoint,
      credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
      clock: liveClock,
    },
    'dynamodb',
    'DynamoDB_20120810',
    '1.0',
  );
  const said: string[] = [];
  const ports = { dynamodb, clock: liveClock, say: (line: string) => void said.push(line), hasBackups: false };
  const asked = { source: store.table, target: `${store.table}-restored`, at };
  const restored = await restoreTable(ports, asked);
  expect(await itemsOf(restored.table)).toEqual(before.items);
  // Given again, as after an interruption, it changes nothing.
  expect(await restoreTable(ports, asked)).toEqual(restored);
  expect(said).toEqual([`${asked.target} is there already: it is gone on with.`]);

  const own = { ...store, dynamo: client, table: restored.table };
  // What the relay had not come to is in the old table's stream still.
  await relayAgain(rig(client, restored.table).relay, records.slice(relayed, before.records));
  const customers = Object.entries(CUSTOMERS).flatMap(([currency, ids]) => ids.map((id) => [id, currency] as const));
  const all = [
    ...customers,
    ...SYSTEM.flatMap((id) => Object.keys(CUSTOMERS).map((currency) => [id, currency] as const)),
  ];
  const sums = new Map<string, bigint>();
  for (const [id, currency] of all) {
    const lines = before.lines.get(`${id} ${currency}`) ?? [];
    const normal = id.endsWith('debit') ? 'debit' : 'credit';
    await expectHistory(own, 'acme', id, lines, normal, currency);
    await expectBalances(
      own,
      'acme',
      id,
      lines,
      lines.map(({ at: time }) => time),
      normal,
      currency,
    );
    const moved = lines.reduce((sum, { side, amount }) => sum + (side === 'credit' ? amount : -amount), 0n);
    sums.set(currency, (sums.get(currency) ?? 0n) + moved);
  }
  for (const sum of sums.values()) expectZeroSum([sum]);

  const bank = bankOf({ ...story.world, store: own });
  for (const { id } of views.slice(0, 20)) expect((await bank.transaction(id)).status).toBe(200);
  const paid = { postings: [{ from: '@world', to: 'usd-credit', amount: '5' }], currency: 'USD' };
  const first = await bank.create(paid, { key: 'after-the-restore' });
  const again = await bank.create(paid, { key: 'after-the-restore' });
  expect([first.status, again.text]).toEqual([201, first.text]);
  client.destroy();
  await engine.stop();
}, 120_000);
