import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { Recent } from '../../../functions/kernel/core/recent.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import type { TransactionView } from '../../../functions/ledger/contract/transaction.ts';
import { createTransactionsRoute } from '../../../functions/ledger/handlers/api/create-transactions.ts';
import { listTransactionsRoute } from '../../../functions/ledger/handlers/api/list-transactions.ts';
import { scanReceipts } from '../../../functions/ledger/store/jobs/scan-receipts.ts';
import { newest } from '../../../functions/ledger/store/queries/newest.ts';
import { listInJournal } from '../../../functions/ledger/store/relay/journal.ts';
import { relayReceipts } from '../../../functions/ledger/store/relay/relay.ts';
import type { MoneyReceipt } from '../../../functions/ledger/store/relay/stream-record.ts';
import { asTransaction } from '../../../functions/ledger/store/table/transactions.ts';
import { startEngines } from '../../support/dynamo.ts';
import { belowFrom } from '../../support/random.ts';
import { type Bank, bankOf } from '../ledger/bank.ts';
import { newWorld, send, type World } from '../ledger/kit.ts';
import { rig } from './rig.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

const DAY_MS = 24 * 3_600_000;
const ALL = { tenant: 'acme', from: 0, to: 10 ** 14 };
type Query = Readonly<Record<string, string>>;
interface Page {
  readonly data: readonly TransactionView[];
  readonly nextCursor: string | null;
}

describe.each(engines)('the list of a tenant’s newest transactions, on $name,', (engine) => {
  let world: World;
  let bank: Bank;
  /** Every transaction as a scan of the table finds it, newest first. */
  let scanned: readonly TransactionView[];
  const cursorKey = cursors(async () => Buffer.alloc(32, 7));

  const scan = async (): Promise<readonly TransactionView[]> => {
    const { Items = [] } = await world.client.send(
      new ScanCommand({ TableName: world.store.table, ConsistentRead: true }),
    );
    const found = (Items as Item[])
      .filter((item) => item.sk?.S === 'T' && item.pk?.S?.startsWith('acme#'))
      .map((item) => asTransaction(item, world.clock.now())?.now as TransactionView | undefined)
      .filter((one) => one !== undefined);
    const order = (one: TransactionView) => `${one.createdAt} ${one.id}`;
    return found.toSorted((a, b) => (order(a) < order(b) ? 1 : -1));
  };

  const list = async (query: Query): Promise<Page> => {
    const route = listTransactionsRoute({ ...world.store, cursors: cursorKey });
    const answer = await send<Page>(world, route, { query });
    expect(answer.status).toBe(200);
    return answer.body;
  };

  /** All pages; only the last one may end the list, and none but it may be empty. */
  const all = async (query: Query): Promise<readonly TransactionView[]> => {
    const found: TransactionView[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await list(cursor === undefined ? query : { ...query, cursor });
      if (page.nextCursor !== null) expect(page.data.length).toBeGreaterThan(0);
      found.push(...page.data);
      cursor = page.nextCursor;
    }
    return found;
  };

  /** A story of single calls, batches, holds however ended, reversals and refusals, over three months. */
  const story = async (): Promise<void> => {
    for (const id of ['alice', 'bob']) await bank.open(id, { overdraft: { limit: '1000' } });
    for (let month = 0; month < 3; month += 1) {
      for (let step = 0; step < 5; step += 1) {
        const made = await bank.transfer('alice', 'bob', '7', { reference: `r${step % 2}` });
        await bank.reverse(made.body.id);
        await bank.transfer('alice', 'bob', '99999999');
        const hold = await bank.hold('bob', '@fees', '5', { expiresAt: formatTime(world.clock.now() + DAY_MS) });
        if (step === 1) await bank.post(hold.body.id, '2');
        if (step === 2) await bank.release(hold.body.id);
        if (step === 3) await bank.postPart(hold.body.id, '3');
      }
      const transactions = Array.from({ length: 30 }, (_, index) => ({
        key: `batch-${month}-${index}`,
        currency: 'USD',
        reference: `r${index % 3}`,
        postings: [
          { from: index % 2 === 0 ? 'alice' : '@world', to: index % 2 === 0 ? '@world' : 'alice', amount: '3' },
        ],
      }));
      await send(world, createTransactionsRoute(world.store), { body: { mode: 'independent', transactions } });
      world.clock.advance(31 * DAY_MS);
    }
  };

  beforeAll(async () => {
    world = await newWorld(engine);
    bank = bankOf(world);
    await story();
    const { receipts } = await scanReceipts(world.store, ALL, undefined);
    const below = belowFrom(11);
    // Relayed in batches cut at random, out of order, many of them twice and by two relays.
    const [one, two] = [rig(world.client, world.store.table), rig(world.client, world.store.table)];
    const untidy = receipts.toSorted(() => below(3) - 1);
    for (let at = 0; at < untidy.length; ) {
      const size = 1 + below(40);
      await relayReceipts(one.relay, untidy.slice(at, at + size));
      if (below(2) === 0) await relayReceipts(two.relay, untidy.slice(Math.max(0, at - below(20)), at + size));
      at += size;
    }
    scanned = await scan();
  }, 120_000);

  test('agrees with a scan, each once, whatever the page', async () => {
    expect(scanned.length).toBeGreaterThan(100);
    for (const limit of ['1', '7', '100']) expect(await all({ limit })).toEqual(scanned);
    expect((await list({})).data).toEqual(scanned.slice(0, 25));
  }, 120_000);

  test('agrees with a scan by state, and with what account and reference find', async () => {
    for (const state of ['posted', 'pending', 'voided', 'expired'] as const) {
      expect(await all({ state, limit: '9' })).toEqual(scanned.filter((one) => one.state === state));
    }
    const ids = (some: readonly TransactionView[]) => some.map(({ id }) => id).toSorted();
    // Receipts make the histories of system accounts; those of others come from the images of their items.
    for (const account of ['@fees', '@world']) {
      const expected = scanned.filter(({ entries }) => entries.some((entry) => entry.account === account));
      expect(ids(await all({ account, limit: '13' }))).toEqual(ids(expected));
    }
    for (const reference of ['r0', 'r1', 'r2']) {
      expect(ids(await all({ reference }))).toEqual(ids(scanned.filter((one) => one.reference === reference)));
    }
  }, 120_000);

  test('is cut by createdFrom and createdTo, both included, to the millisecond, with every other filter', async () => {
    const [from, to] = [scanned[80]?.createdAt ?? '', scanned[20]?.createdAt ?? ''];
    const shifted = (time: string, ms: number) => formatTime(Date.parse(time) + ms);
    for (const [first, last] of [
      [0, 0],
      [1, 0],
      [0, -1],
      [-1, 1],
    ] as const) {
      const span = { createdFrom: shifted(from, first), createdTo: shifted(to, last) };
      const expected = scanned.filter((one) => one.createdAt >= span.createdFrom && one.createdAt <= span.createdTo);
      expect(await all({ ...span, limit: '11' })).toEqual(expected);
      const referenced = await all({ ...span, reference: 'r1', limit: '2' });
      expect(referenced.map(({ id }) => id).toSorted()).toEqual(
        expected
          .filter(({ reference }) => reference === 'r1')
          .map(({ id }) => id)
          .toSorted(),
      );
      const touched = await all({ ...span, account: '@fees', limit: '4' });
      expect(touched.map(({ id }) => id).toSorted()).toEqual(
        expected
          .filter(({ entries }) => entries.some(({ account }) => account === '@fees'))
          .map(({ id }) => id)
          .toSorted(),
      );
    }
    expect(await all({ createdFrom: to, createdTo: from })).toEqual([]);
    expect(await all({ createdTo: '1960-01-01T00:00:00Z' })).toEqual([]);
    expect((await all({ createdFrom: '2000-01-01T00:00:00+02:00' })).length).toBe(scanned.length);
  }, 120_000);

  test('shows nothing of another tenant, and an empty list to one that made nothing', async () => {
    const route = listTransactionsRoute({ ...world.store, cursors: cursorKey });
    expect((await send<Page>(world, route, { tenant: 'globex' })).body).toEqual({ data: [], nextCursor: null });
  });

  test('crosses the pages of a busy month, seconds that fill more than one of them included', async () => {
    const at = Date.parse('2026-05-31T23:59:50.000Z');
    const receipts = Array.from({ length: 260 }, (_, index) => {
      const id = `txn_${String(index).padStart(26, '0')}`;
      // 150 in one second, the rest three a second, the last ones in June.
      const time = index < 150 ? at + (index % 1000) : at + 1_000 * Math.floor((index - 150) / 3) + (index % 7);
      return { tenant: 'busy', receipt: { id, at: time }, resolves: false } as unknown as MoneyReceipt;
    });
    const months = new Recent<true>(10);
    for (const one of receipts) await listInJournal(world.store, months, [one]);
    await listInJournal(world.store, months, receipts);
    const expected = receipts
      .map(({ receipt }) => receipt)
      .toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);
    const source = newest(world.store, 'busy', { from: 0, to: 10 ** 14 });
    const found: string[] = [];
    let after: Parameters<typeof source>[0];
    for (let done = false; !done; ) {
      const page = await source(after, 26);
      const some = page.some.slice(0, 26);
      found.push(...some.map(({ id }) => id));
      after = some.at(-1)?.position;
      done = page.done && some.length === page.some.length;
    }
    expect(found).toEqual(expected);
  }, 120_000);
});
