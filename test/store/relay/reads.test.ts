import { BatchWriteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Call } from '../../../functions/kernel/core/call.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { systemAccount } from '../../../functions/ledger/contract/account.ts';
import type { getBalance } from '../../../functions/ledger/contract/account-operations.ts';
import { balanceAt as balanceSchema, entry as entrySchema } from '../../../functions/ledger/contract/history.ts';
import { getBalanceRoute } from '../../../functions/ledger/handlers/api/get-balance.ts';
import { readSystemAccount } from '../../../functions/ledger/handlers/api/get-system-account.ts';
import { relayAgain, republishTransactions, republishWindow } from '../../../functions/ledger/store/jobs/republish.ts';
import { scanReceipts } from '../../../functions/ledger/store/jobs/scan-receipts.ts';
import { entriesPage } from '../../../functions/ledger/store/queries/entry-page.ts';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { relinkHistory } from '../../../functions/ledger/store/relay/relink.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { expectHistory } from './checks.ts';
import { unstreamedTable } from './fresh-table.ts';
import { LedgerStream, START, transfer } from './ledger-stream.ts';
import { type Rig, rig } from './rig.ts';

await onEachEngine((engine) => {
  const HOUR = 3_600_000;
  const TABLE = 'reads';
  const client = clientOf(engine);
  let one: Rig;
  const bank = new LedgerStream('acme');

  /** The items behind the stream, which the money path would have written itself. */
  const writeItems = async (records: LedgerStream['records']): Promise<void> => {
    const items = new Map(records.map(({ dynamodb }) => [JSON.stringify(dynamodb?.Keys), dynamodb?.NewImage]));
    const all = [...items.values()];
    for (let from = 0; from < all.length; from += 25) {
      const puts = all.slice(from, from + 25).map((Item) => ({ PutRequest: { Item: Item as never } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: puts } }));
    }
  };

  beforeAll(async () => {
    await unstreamedTable(client, TABLE);
    one = rig(client, TABLE);
    bank.open('alice');
    bank.open('bob', 'debit');
    for (let i = 0; i < 30; i += 1) {
      const effectiveAt = i % 10 === 9 ? START - HOUR : undefined;
      bank.commit([{ legs: transfer('@world', 'alice', 100n), at: START + i * 1_000, effectiveAt }]);
    }
    const hold = { legs: transfer('alice', '@fees', 30n), at: START + 60_000, pending: true };
    const [id = ''] = bank.commit([hold]);
    bank.resolve(id, hold, 'posted', START + 61_000);
    bank.commit([{ legs: transfer('alice', '@fees', 5n), at: START + 62_000, pending: true }]);
    await writeItems(bank.records);
    await relayRecords(one.relay, bank.records);
  });

  const at = (now: number) => ({ ...one.store, clock: { ...one.store.clock, now: () => now } });

  const balance = async (id: string, time: number, now = START + HOUR, currency?: string) => {
    const call = { params: { id }, query: { at: formatTime(time), currency }, caller: { tenant: 'acme' } };
    return (await getBalanceRoute(at(now)).handle(call as unknown as Call<typeof getBalance>)).body;
  };

  const refusal = async (work: Promise<unknown>): Promise<unknown> => {
    const error = await work.catch((thrown: unknown) => thrown);
    return error instanceof Refusal ? error.problem.slug : error;
  };

  describe('the balance at a time', () => {
    test('counts by effective time and answers in the form of the contract', async () => {
      const body = await balance('alice', START);
      expect(balanceSchema.safeParse(body).error).toBeUndefined();
      expect(body).toEqual({ account: 'alice', currency: 'USD', at: formatTime(START), posted: '400', complete: true });
      expect(await balance('alice', START - HOUR - 1)).toMatchObject({ posted: '0', complete: true });
      expect(await balance('alice', START + HOUR)).toMatchObject({ posted: '2970', complete: true });
    });

    test('of the future is refused, of an unknown account not found, of another currency refused', async () => {
      expect(await refusal(balance('alice', START + HOUR + 1))).toBe('date-window');
      expect(await refusal(balance('nobody', START))).toBe('not-found');
      expect(await refusal(balance('alice', START, START + HOUR, 'EUR'))).toBe('query');
      expect(await refusal(balance('@fees', START))).toBe('query');
    });

    test('of a system account is complete at times it has reached, and not later however long ago that is', async () => {
      expect(await balance('@world', START + 10_000, START + HOUR, 'USD')).toMatchObject({
        posted: '-1300',
        complete: true,
      });
      const late = START + HOUR - 1;
      expect(await balance('@fees', late, START + HOUR, 'USD')).toMatchObject({ posted: '30', complete: false });
      expect(await balance('@fees', late, late + 24 * HOUR, 'USD')).toMatchObject({ posted: '30', complete: false });
      expect(await balance('@never', late, late + 1, 'USD')).toMatchObject({ posted: '0', complete: false });
    });
  });

  describe('a history', () => {
    const ask = {
      tenant: 'acme',
      account: 'alice',
      currency: undefined,
      order: 'desc',
      limit: 10,
      after: undefined,
    } as const;

    test('is read in pages either way, every entry once, in the form of the contract and with the words of its transaction', async () => {
      for (const order of ['asc', 'desc'] as const) {
        const versions: number[] = [];
        let after: number | undefined;
        for (let page = 0; page < 10; page += 1) {
          const { data, next } = await entriesPage(one.store, { ...ask, order, after });
          for (const { view, position } of data) {
            expect(entrySchema.safeParse(view).error).toBeUndefined();
            expect([view.description, position]).toEqual([`move ${view.transactionId}`, view.version]);
          }
          versions.push(...data.map(({ position }) => position));
          after = next;
          if (next === undefined) break;
        }
        const all = Array.from({ length: 33 }, (_, index) => index + 1);
        expect(versions).toEqual(order === 'asc' ? all : all.toReversed());
      }
    });

    test('shows a hold, its posting and the balances around them', async () => {
      const { data } = await entriesPage(one.store, { ...ask, limit: 3 });
      expect(data.map(({ view: e }) => [e.version, e.amount, e.pending, e.balanceBefore, e.balanceAfter])).toEqual([
        [33, '0', '5', '2970', '2970'],
        [32, '30', '-30', '3000', '2970'],
        [31, '0', '30', '3000', '3000'],
      ]);
    });

    test('of another currency than the account has is refused, and of another tenant shows nothing', async () => {
      expect(await refusal(entriesPage(one.store, { ...ask, currency: 'EUR' }))).toBe('query');
      expect(await refusal(entriesPage(one.store, { ...ask, tenant: 'globex' }))).toBe('not-found');
      const foreign = { ...ask, tenant: 'globex', account: '@world', currency: 'USD' };
      expect(await entriesPage(one.store, foreign)).toEqual({ data: [], next: undefined });
    });
  });

  describe('a system account', () => {
    test('shows what is folded, by currency, and nothing before it was used', async () => {
      const { body } = await readSystemAccount(one.store, 'acme', '@fees');
      expect(systemAccount.safeParse(body).error).toBeUndefined();
      expect(body).toEqual({
        id: '@fees',
        system: true,
        balances: [{ currency: 'USD', posted: '30', pendingIn: '5', pendingOut: '0' }],
        asOf: formatTime(START + 62_000),
      });
      expect((await readSystemAccount(one.store, 'acme', '@never')).body).toMatchObject({ balances: [] });
      expect((await readSystemAccount(one.store, 'globex', '@fees')).body).toMatchObject({ balances: [] });
    });
  });

  describe('republishing', () => {
    test('tells the receipts of a window again with the same ids, and folds nothing twice', async () => {
      const again = rig(client, TABLE);
      const window = { tenant: 'acme', from: START, to: START + HOUR };
      const bounds = { token: undefined, pages: 100, deadline: Number.MAX_SAFE_INTEGER };
      expect(await republishWindow(again.relay, window, bounds)).toEqual({ receipts: 33, token: undefined });
      const ids = (told: Rig['told']) =>
        new Set(told.filter(({ detail }) => detail.data.transaction).map(({ detail }) => detail.eventId));
      expect(ids(again.told)).toEqual(ids(one.told));
      for (const id of ['@world', '@fees']) await expectHistory(again.store, 'acme', id, bank.lines.get(id) ?? []);
    });

    test('takes a receipt of the first ms of a window, and leaves one of its end to the next', async () => {
      const scan = async (from: number, to: number) =>
        (await scanReceipts(one.store, { tenant: 'acme', from, to }, undefined)).receipts;
      const at = Math.min(...(await scan(START, START + HOUR)).map(({ receipt }) => receipt.at));
      expect((await scan(at, at + 1)).length).toBeGreaterThan(0);
      expect(await scan(at - 1, at)).toEqual([]);
    });

    test('stops at its bound with a token, and goes on from there until every receipt was told', async () => {
      const short = {
        send: (command: { input: { Limit?: number } }) => {
          if (command instanceof ScanCommand) command.input.Limit = 20;
          return client.send(command as never);
        },
      } as unknown as DynamoDBClient;
      const window = { tenant: 'acme', from: START, to: START + HOUR };
      let token: string | undefined;
      const runs: number[] = [];
      do {
        const again = rig(short, TABLE);
        const run = await republishWindow(again.relay, window, { token, pages: 1, deadline: Number.MAX_SAFE_INTEGER });
        runs.push(run.receipts);
        token = run.token;
      } while (token !== undefined);
      expect(runs.length).toBeGreaterThan(3);
      expect(runs.reduce((sum, run) => sum + run, 0)).toBe(33);
    });

    test('tells chosen transactions again; unknown and foreign ones are left out', async () => {
      const again = rig(client, TABLE);
      const id = bank.lines.get('alice')?.[0]?.transactionId ?? '';
      expect(await republishTransactions(again.relay, 'acme', [id, id, 'txn_unknown'])).toMatchObject({ receipts: 1 });
      expect(await republishTransactions(again.relay, 'globex', [id])).toMatchObject({ receipts: 0 });
    });

    test('a lost record that is relayed again fills its hole and completes the history behind it', async () => {
      const holed = new LedgerStream('hole');
      holed.open('carol');
      for (let i = 0; i < 8; i += 1) {
        const effectiveAt = i % 3 === 1 ? START - HOUR : undefined;
        holed.commit([{ legs: transfer('@world', 'carol', 10n), at: START + i * 1_000, effectiveAt }]);
      }
      await writeItems(holed.records);
      const carol = holed.records.filter(({ dynamodb }) => dynamodb?.NewImage?.sk?.S === 'A');
      await relayRecords(one.relay, carol.slice(0, 3));
      await relayRecords(rig(client, TABLE).relay, carol.slice(4));
      const call = { params: { id: 'carol' }, query: { at: formatTime(START + 5_000) }, caller: { tenant: 'hole' } };
      const read = async () =>
        (await getBalanceRoute(at(START + HOUR)).handle(call as unknown as Call<typeof getBalance>)).body;
      expect(await read()).toMatchObject({ complete: false });
      expect(await relinkHistory(one.store, 'hole', 'carol')).toEqual({ linkedTo: 2, more: true });
      expect(await relayAgain(rig(client, TABLE).relay, carol.slice(3, 4))).toEqual({ records: 1, more: false });
      expect(await relinkHistory(one.store, 'hole', 'carol')).toEqual({ linkedTo: 8, more: false });
      await expectHistory(one.store, 'hole', 'carol', holed.lines.get('carol') ?? []);
      expect(await read()).toMatchObject({ posted: '70', complete: true });
    });
  });
});
