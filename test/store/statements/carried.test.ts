import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { addDays, civilDate } from '../../../functions/kernel/values/civil-date.ts';
import { getTrialBalanceRoute } from '../../../functions/statements/handlers/api/get-trial-balance.ts';
import { RUN_ENTRIES } from '../../../functions/statements/model/history/carried-run.ts';
import type { KeptEntry } from '../../../functions/statements/model/history/kept-entry.ts';
import { signedEntry } from '../../../functions/statements/model/history/kept-entry.ts';
import { StatementGathering } from '../../../functions/statements/model/statement/account-statement.ts';
import { keepEntries } from '../../../functions/statements/store/commit/keep-entries.ts';
import { readStatement } from '../../../functions/statements/store/commit/read-statement.ts';
import { carriedKey, entryKey } from '../../../functions/statements/store/table/keys.ts';
import { clockOf } from '../../support/clock.ts';
import { createTable, domainTable } from '../../support/domain-table.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';

const NAME = { tenant: 'acme', account: 'alice', currency: 'USD' } as const;
const FIRST = civilDate(2026, 1, 1);
const BEGIN = Date.parse('2026-01-01T00:00:00.000Z');
const HOUR = 3_600_000;
const silent = { ask: async () => Promise.reject(new Error('not asked')), tenant: 'acme', requestId: 'r' };
const NEVER = { deadline: Number.MAX_SAFE_INTEGER };

/** One an hour; every seventh counts three days earlier than it was booked. */
const history = (count: number): readonly KeptEntry[] => {
  let balance = 0n;
  return Array.from({ length: count }, (_, index) => {
    const amount = BigInt((index * 37) % 101) - 40n;
    const before = balance;
    balance += amount;
    const at = BEGIN + index * HOUR;
    return {
      version: index + 1,
      transactionId: `txn_${index}`,
      direction: amount < 0n ? 'debit' : 'credit',
      amount: amount < 0n ? -amount : amount,
      pending: 0n,
      ...{ before, after: balance, at, effectiveAt: index % 7 === 0 ? at - 72 * HOUR : at },
    };
  });
};

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const fresh = async () => {
    const table = `carried-${randomUUID()}`;
    await createTable(client, domainTable(table, []));
    const reads: string[] = [];
    const dynamo = {
      send: async (command: unknown) => {
        const answer = (await client.send(command as never)) as { readonly Count?: number };
        if (command instanceof QueryCommand)
          reads.push(`${command.input.ExpressionAttributeValues?.[':pk']?.S?.split('#')[1]}${answer.Count}`);
        return answer;
      },
    };
    const clock = clockOf(() => BEGIN);
    return { dynamo, table, clock, random: { fraction: () => 0 }, reads } as never as Parameters<
      typeof keepEntries
    >[0] & {
      readonly reads: string[];
    };
  };
  type Store = Awaited<ReturnType<typeof fresh>>;
  const keep = (store: Store, entries: readonly KeptEntry[]) =>
    keepEntries(
      store,
      entries.map((entry) => ({ ...NAME, entry })),
    );
  const itemsOf = async ({ table }: Store): Promise<readonly Item[]> => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return Items.filter(({ pk }) => pk?.S?.includes('#D#'));
  };
  const entries = history(2 * RUN_ENTRIES + 300);
  const wanted = (basis: 'booked' | 'effective', from: number, to: number) => ({
    ...{ account: 'alice', currency: 'USD', basis },
    from: addDays(FIRST, from),
    to: addDays(FIRST, to),
  });
  /** By walking all of them. */
  const plainly = (some: readonly KeptEntry[], asked: ReturnType<typeof wanted>, versions: number) => {
    const gathering = new StatementGathering(asked, 10_000);
    for (const one of some) gathering.add(one.version, signedEntry(one));
    return gathering.statement(versions);
  };

  describe('a history of which whole runs are summed up', () => {
    test('is, in any days and by either basis, the statement that a walk over all of it gives', async () => {
      const store = await fresh();
      await keep(store, entries);
      expect((await itemsOf(store)).length).toBe(2);
      const days = fc.tuple(fc.integer({ min: -5, max: 100 }), fc.integer({ min: 0, max: 60 }));
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('booked' as const, 'effective' as const),
          days,
          fc.integer({ min: 1, max: entries.length }),
          async (basis, [from, length], versions) => {
            const asked = wanted(basis, from, from + length);
            const known = entries.slice(0, versions);
            expect(await readStatement(store, silent, NAME, asked, versions, NEVER)).toEqual(
              plainly(known, asked, versions),
            );
          },
        ),
        { numRuns: 8 },
      );
    });

    test('is read as far as its days need it: a day at its end reads no entry of its runs', async () => {
      const store = await fresh();
      await keep(store, entries);
      store.reads.length = 0;
      await readStatement(store, silent, NAME, wanted('booked', 90, 95), entries.length, NEVER);
      expect(store.reads).toEqual(['D2', 'H300']);
    });

    test('that came out of order is summed up by whoever reads it, to the same bytes', async () => {
      const [grown, late] = [await fresh(), await fresh()];
      await keep(grown, entries);
      const [last, ...others] = entries.slice(0, RUN_ENTRIES).toReversed();
      await keep(late, [last as KeptEntry]);
      await keep(late, [...others, ...entries.slice(RUN_ENTRIES)]);
      expect((await itemsOf(late)).length).toBe(1);
      const asked = wanted('effective', 1, 2);
      const first = await readStatement(late, silent, NAME, asked, entries.length, NEVER);
      expect(first).toEqual(await readStatement(grown, silent, NAME, asked, entries.length, NEVER));
      expect(JSON.stringify(await itemsOf(late))).toBe(JSON.stringify(await itemsOf(grown)));
    });

    test('with a missing entry is never summed up over it, and says that it is not complete', async () => {
      const store = await fresh();
      const gone = entries.filter(({ version }) => version !== 17);
      await keep(store, gone);
      expect((await itemsOf(store)).length).toBe(1);
      const asking = { ...silent, ask: async () => ({ status: 400, body: '{}' }) };
      const asked = wanted('booked', 90, 95);
      expect((await readStatement(store, asking, NAME, asked, entries.length, NEVER))?.complete).toBe(false);
      await keep(store, entries.slice(16, 17));
      const whole = await readStatement(store, silent, NAME, asked, entries.length, NEVER);
      expect(whole).toEqual(plainly(entries, asked, entries.length));
      expect((await itemsOf(store)).length).toBe(2);
    });

    test('cut off by its deadline comes further with each call', async () => {
      const store = await fresh();
      await keep(store, entries);
      for (const run of [0, 1])
        await client.send(new DeleteItemCommand({ TableName: store.table, Key: { ...carriedKey(NAME, run) } }));
      let now = 0;
      const slow = { ...store, clock: clockOf(() => (now += 1)) };
      const ask = () =>
        readStatement(slow, silent, NAME, wanted('booked', 90, 95), entries.length, {
          deadline: now + 3_000 + 1_200,
        });
      await expect(ask()).rejects.toMatchObject({ problem: { slug: 'unavailable' } });
      await expect(ask()).rejects.toMatchObject({ problem: { slug: 'unavailable' } });
      expect((await ask())?.complete).toBe(true);
    });
  });

  describe('a trial balance', () => {
    const trial = async (store: Store) => {
      const route = getTrialBalanceRoute(store as never);
      const { body } = await route.handle({ caller: { tenant: 'acme' }, query: {} } as never);
      return body as { readonly gapFree: boolean; readonly accounts: readonly unknown[] };
    };

    test('reads sums in the place of runs, and has the balance of all entries', async () => {
      const store = await fresh();
      await keep(store, entries);
      store.reads.length = 0;
      const { accounts, gapFree } = await trial(store);
      const balance = entries.at(-1)?.after ?? 0n;
      const side = balance < 0n ? { debit: String(-balance), credit: '0' } : { debit: '0', credit: String(balance) };
      expect([accounts, gapFree]).toEqual([[{ account: 'alice', currency: 'USD', ...side }], true]);
      expect(store.reads).toEqual(['I1', 'D2', 'H300']);
    });

    test('has a history whose first entry is lost, and is not free of gaps', async () => {
      const store = await fresh();
      await keep(store, entries.slice(1, 3));
      const { accounts, gapFree } = await trial(store);
      expect([accounts.length, gapFree]).toEqual([1, false]);
      await keep(store, entries.slice(0, 1));
      expect((await trial(store)).gapFree).toBe(true);
    });

    test('has a gap where an entry inside of a run that is not summed up is lost', async () => {
      const store = await fresh();
      await keep(store, entries);
      await client.send(new DeleteItemCommand({ TableName: store.table, Key: { ...entryKey(NAME, 2_100) } }));
      expect((await trial(store)).gapFree).toBe(false);
    });
  });
});
