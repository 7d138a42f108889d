import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { buildSweepHolds } from '../../../functions/ledger/handlers/sweep-holds.ts';
import { headroomOf } from '../../../functions/ledger/model/account.ts';
import { NO_TOTALS } from '../../../functions/ledger/model/entry-history.ts';
import { sweepHolds } from '../../../functions/ledger/store/jobs/sweep.ts';
import { dueHolds } from '../../../functions/ledger/store/queries/due-holds.ts';
import { accountItem, readAccount } from '../../../functions/ledger/store/table/account-item.ts';
import { accountKey, transactionKey } from '../../../functions/ledger/store/table/keys.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';
import { thrownBy } from '../../simulation/machine/fate.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { NO_RANDOM } from '../../support/random.ts';
import { transactionItem } from '../../support/transaction-item.ts';
import { unstreamedTable } from './fresh-table.ts';
import { START } from './ledger-stream.ts';
import { rig } from './rig.ts';

await onEachEngine((engine) => {
  const MINUTE = 60_000;
  const client = clientOf(engine);
  let table = '';
  let tables = 0;

  beforeEach(async () => {
    tables += 1;
    table = `sweep-${tables}`;
    await unstreamedTable(client, table);
  });

  /** A store whose clock stands still but for the waits, which take no time. */
  const frozen = (start: number): LedgerStore & { waits: number[] } => {
    const { store } = rig(client, table);
    const waits: number[] = [];
    let now = start;
    const sleep = async (ms: number) => {
      waits.push(ms);
      now += ms;
    };
    return { ...store, clock: { now: () => now, sleep }, waits };
  };

  const put = (Item: Record<string, unknown>) =>
    client.send(new PutItemCommand({ TableName: table, Item: Item as never }));

  /** Holds of 10 each on alice, who has 100 of them, by the time at which they expire. */
  const hold = async (tenant: string, expiries: readonly number[]): Promise<readonly string[]> => {
    const held = BigInt(expiries.length) * 10n;
    const totals = { ...NO_TOTALS, credits: 1_000n, pendingDebits: held };
    const account = { ...totals, ...headroomOf(totals, 'credit', 0n), id: 'alice', currency: 'USD' as never };
    const more = {
      normal: 'credit',
      status: 'open',
      overdraft: 0n,
      version: 9,
      revision: 0,
      createdAt: START,
    } as const;
    await put(accountItem(tenant, { ...account, ...more }, { at: START, actor: 'cli', requestId: 'r' }));
    const ids = expiries.map((_, index) => `txn_${String(index).padStart(26, '0')}`);
    for (const [index, expiresAt] of expiries.entries()) {
      const id = ids[index] ?? '';
      const entries = [
        { account: 'alice', direction: 'debit', amount: '10', currency: 'USD' },
        { account: '@fees', direction: 'credit', amount: '10', currency: 'USD' },
      ];
      const postings = [{ from: 'alice', to: '@fees', amount: '10' }];
      const body = JSON.stringify({
        id,
        state: 'pending',
        createdAt: formatTime(START),
        entries,
        postings,
        metadata: {},
      });
      const told = { operation: 'createTransaction', key: id, fingerprint: 'f', actor: 'cli', requestId: 'r' };
      const receipt = { id, ...told, codeVersion: '1', format: 1, status: 201, body, at: START };
      await put(transactionItem(tenant, receipt, { hold: { expiresAt } }));
    }
    return ids;
  };

  const pendingOf = async (tenant: string): Promise<bigint> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: { ...accountKey(tenant, 'alice') }, ConsistentRead: true }),
    );
    return readAccount(Item ?? {}).pendingDebits;
  };

  const stateOf = async (tenant: string, id: string) =>
    (await client.send(new GetItemCommand({ TableName: table, Key: { ...transactionKey(tenant, id) } }))).Item?.hs?.S;

  const sweep = { weeksBack: 1, requestId: 'req', deadline: Number.MAX_SAFE_INTEGER };

  describe('the sweep of holds', () => {
    test('releases what is due, of every tenant, and nothing else', async () => {
      const now = START + MINUTE;
      const [due = '', late = ''] = await hold('acme', [now, now + 10 * MINUTE]);
      await hold('globex', [now - 1]);
      const store = frozen(now);
      expect(await sweepHolds(store, sweep)).toMatchObject({ expired: 2, failed: 0 });
      expect([await stateOf('acme', due), await stateOf('acme', late)]).toEqual(['expired', 'pending']);
      expect([await pendingOf('acme'), await pendingOf('globex')]).toEqual([10n, 0n]);
    });

    test('goes on until nothing is due: a flood of one tenant and what is broken keep no other waiting', async () => {
      const now = START + MINUTE;
      const flood = await hold('acme', Array(60).fill(now - MINUTE));
      await hold('globex', Array(8).fill(now));
      for (const id of flood.slice(0, 20)) {
        const Key = { ...transactionKey('acme', id) };
        const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
        await put({ ...Item, b: { S: '{}' } });
      }
      // Two of each of 16 buckets at a time: one round would take 32 of 68, and always the same.
      const [one] = [await sweepHolds(frozen(now), { ...sweep, perBucket: 2, deadline: now + 1 })];
      expect(one).toMatchObject({ expired: 40 + 8, failed: 20 });
      expect(await pendingOf('globex')).toBe(0n);
    });

    test('comes back after 30 s for what has become due since', async () => {
      const now = START + MINUTE;
      const [soon = '', next = ''] = await hold('acme', [now + 20_000, now + 45_000]);
      const store = frozen(now);
      expect(await sweepHolds(store, sweep)).toMatchObject({ expired: 1 });
      expect(store.waits).toEqual([30_000]);
      expect([await stateOf('acme', soon), await stateOf('acme', next)]).toEqual(['expired', 'pending']);
    });

    test('is over at once where nothing becomes due by then: nobody pays for its waiting', async () => {
      const now = START + MINUTE;
      await hold('acme', [now, now + 31_000]);
      const store = frozen(now);
      expect(await sweepHolds(store, sweep)).toMatchObject({ expired: 1 });
      expect(store.waits).toEqual([]);
    });

    test('does not begin a second pass that its time does not allow', async () => {
      const now = START + MINUTE;
      await hold('acme', [now + 20_000]);
      const store = frozen(now);
      expect(await sweepHolds(store, { ...sweep, deadline: now + 20_000 })).toMatchObject({ expired: 0 });
      expect(store.waits).toEqual([]);
    });

    test('begins no release when its time is up, and leaves all to the next one', async () => {
      const now = START + MINUTE;
      const ids = await hold('acme', [now, now, now]);
      expect(await sweepHolds(frozen(now), { ...sweep, deadline: now })).toMatchObject({
        expired: 0,
        busy: 0,
        failed: 0,
      });
      expect(await Promise.all(ids.map((id) => stateOf('acme', id)))).toEqual(['pending', 'pending', 'pending']);
      expect(await sweepHolds(frozen(now), sweep)).toMatchObject({ expired: 3 });
    });

    test('counts as failed what conflicts kept it from, in its line, and leaves that to the next run', async () => {
      const now = START + MINUTE;
      const ids = await hold('acme', [now, now]);
      const { store } = rig(client, table, (_, name, says) =>
        name === 'TransactWriteItemsCommand' && says.includes(ids[0] ?? '')
          ? thrownBy('TransactWriteItems', 'conflict')
          : undefined,
      );
      const lines: unknown[] = [];
      const log = { info: (...line: unknown[]) => lines.push(line), warn: () => {}, error: () => {} };
      const { clock } = frozen(now);
      const run = buildSweepHolds({ clock, random: NO_RANDOM, log: log as never, store: { ...store, clock } });
      await run({}, { getRemainingTimeInMillis: () => 20_000 } as Context);
      expect(lines[0]).toEqual(['holds swept', expect.objectContaining({ count: 1, failed: 1 })]);
      expect(await Promise.all(ids.map((id) => stateOf('acme', id)))).toEqual(['pending', 'expired']);
    });

    test('twice at once releases once', async () => {
      const now = START + MINUTE;
      await hold('acme', [now, now, now, now]);
      const [one, two] = await Promise.all([sweepHolds(frozen(now), sweep), sweepHolds(frozen(now), sweep)]);
      expect(one.failed + two.failed).toBe(0);
      expect(await pendingOf('acme')).toBe(0n);
      expect(await dueHolds(frozen(now), { after: 0, by: now, limit: 10, weeksBack: 1 })).toEqual([]);
    });

    test('finds a hold across the turn of a bucket, and after a long standstill when told how far to look', async () => {
      const week = 7 * 24 * 60 * MINUTE;
      const turn = Math.ceil(START / week) * week;
      await hold('acme', [turn - 1, turn - 4 * week]);
      expect(await sweepHolds(frozen(turn + 1), sweep)).toMatchObject({ expired: 1 });
      expect(await sweepHolds(frozen(turn + 1), { ...sweep, weeksBack: 5 })).toMatchObject({ expired: 1 });
    });

    test('a broken hold is told and keeps no other from its release', async () => {
      const now = START + MINUTE;
      const [broken = ''] = await hold('acme', [now, now]);
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { ...transactionKey('acme', broken) } }),
      );
      await put({ ...Item, b: { S: '{}' } });
      expect(await sweepHolds(frozen(now), sweep)).toMatchObject({ expired: 1, failed: 1, reason: expect.any(String) });
      expect(await pendingOf('acme')).toBe(10n);
    });
  });
});
