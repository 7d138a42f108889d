import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { rebuildHistoryRoute } from '../../../functions/statements/handlers/api/rebuild-history.ts';
import { buildOnEntries } from '../../../functions/statements/handlers/on-entries.ts';
import { readStatement } from '../../../functions/statements/store/commit/read-statement.ts';
import { systemVersions } from '../../../functions/statements/store/queries/ledger.ts';
import { clockOf } from '../../support/clock.ts';
import { createTable, domainTable } from '../../support/domain-table.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';

const NAME = { tenant: 'acme', account: 'alice', currency: 'USD' } as const;
const WANTED = { account: 'alice', currency: 'USD', basis: 'booked' } as const;
const DAYS = { from: civilDate(2026, 1, 1), to: civilDate(2026, 12, 31) };
/** No deadline. */
const NEVER = { deadline: Number.MAX_SAFE_INTEGER };
const BEGIN = Date.parse('2026-01-01T00:00:00.000Z');

/** An entry as events and the API tell it: balances chain from zero. */
const entriesOf = (amounts: readonly number[]) => {
  let balance = 0;
  return amounts.map((amount, index) => {
    const before = balance;
    balance += amount;
    return {
      version: index + 1,
      transactionId: `txn_${index}`,
      direction: amount < 0 ? 'debit' : 'credit',
      amount: String(Math.abs(amount)),
      pending: '0',
      balanceBefore: String(before),
      balanceAfter: String(balance),
      at: formatTime(BEGIN + index * 3_600_000),
      effectiveAt: formatTime(BEGIN + index * 3_600_000),
    };
  });
};
type Told = ReturnType<typeof entriesOf>[number];

const event = (entries: readonly Told[]): string =>
  JSON.stringify({
    detail: {
      eventId: 'evt_x',
      tenant: 'acme',
      occurredAt: formatTime(BEGIN),
      version: 1,
      correlationId: 'x',
      causationId: 'x',
      hops: 0,
      data: { entries: entries.map((one) => ({ ...one, account: 'alice', currency: 'USD' })) },
    },
  });

/** The ledger's API, as far as histories ask it: pages of 100, or of fewer so that there are several. */
const ledgerOf = (entries: readonly Told[], pageSize = 3) => {
  let calls = 0;
  const ask = async ({ path, query }: { readonly path: string; readonly query: Readonly<Record<string, string>> }) => {
    calls += 1;
    if (!path.endsWith('/entries'))
      return { status: 200, body: JSON.stringify({ currency: 'USD', version: entries.length }) };
    const ordered = query.order === 'asc' ? entries : entries.toReversed();
    const from = Number(query.cursor ?? '0');
    const nextCursor = from + pageSize < ordered.length ? String(from + pageSize) : null;
    return { status: 200, body: JSON.stringify({ data: ordered.slice(from, from + pageSize), nextCursor }) };
  };
  return { ask, calls: () => calls };
};
const silent = {
  ask: async () => {
    throw new Error('the ledger is not asked');
  },
};

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const clock = clockOf(() => Date.parse('2026-06-01T00:00:00Z'));
  const fresh = async () => {
    const table = `statements-${randomUUID()}`;
    await createTable(client, domainTable(table, []));
    return { dynamo: client, table, clock, random: { fraction: () => 0, bytes: (n: number) => new Uint8Array(n) } };
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  type Store = Awaited<ReturnType<typeof fresh>>;
  const take = async (store: Store, bodies: readonly string[]) => {
    const handler = buildOnEntries(store as never, { clock: clock as never, log: log as never });
    const Records = bodies.map((body, index) => ({ messageId: String(index), body }));
    return handler({ Records } as never, {} as never) as Promise<{ batchItemFailures: readonly unknown[] }>;
  };
  const itemsOf = async ({ table }: Store, from: DynamoDBClient = client): Promise<readonly Item[]> => {
    const { Items = [] } = await from.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return Items.toSorted((a, b) => (`${a.pk?.S}${a.sk?.S}` < `${b.pk?.S}${b.sk?.S}` ? -1 : 1));
  };
  const statementOf = (store: Store, ask: ReturnType<typeof ledgerOf>['ask'], versions: number) =>
    readStatement(
      store as never,
      { ask, tenant: 'acme', requestId: 'r' },
      NAME,
      { ...WANTED, ...DAYS },
      versions,
      NEVER,
    );
  const rebuilt = async (store: Store, ask: ReturnType<typeof ledgerOf>['ask']) => {
    const route = rebuildHistoryRoute({ ...store, ask, codeVersion: '1' } as never);
    let cursor: string | undefined;
    for (let calls = 0; calls < 100; calls += 1) {
      const call = { caller: { tenant: 'acme' }, params: { account: 'alice' }, requestId: 'r' };
      const { body } = await route.handle({ ...call, query: { ...(cursor && { cursor }) } } as never);
      const { nextCursor } = body as { readonly nextCursor: string | null };
      if (nextCursor === null) return;
      cursor = nextCursor;
    }
  };

  describe('a history', () => {
    test('grown of events that are cut, doubled, out of order and lost, is complete exactly when it says so, and rebuilt it is the same byte for byte', async () => {
      const amounts = fc.array(
        fc.integer({ min: -500, max: 500 }).filter((one) => one !== 0),
        {
          minLength: 1,
          maxLength: 12,
        },
      );
      const story = amounts.chain((some) =>
        fc.record({
          some: fc.constant(some),
          // Which entries each event tells: any, as often as it likes.
          events: fc.array(fc.uniqueArray(fc.nat(some.length - 1), { minLength: 1, maxLength: some.length }), {
            maxLength: 6,
          }),
          ledgerAnswers: fc.boolean(),
        }),
      );
      await fc.assert(
        fc.asyncProperty(story, async ({ some, events, ledgerAnswers }) => {
          const entries = entriesOf(some);
          const store = await fresh();
          const told = events.map((places) => event(places.map((place) => entries[place] as Told)));
          expect(await take(store, told)).toEqual({ batchItemFailures: [] });
          const there = new Set(events.flat());
          const nothing = async (question: { readonly path: string }) =>
            question.path.endsWith('/entries') ? { status: 400, body: '{}' } : { status: 200, body: '{}' };
          const ledger = ledgerOf(entries);
          const statement = await statementOf(store, ledgerAnswers ? ledger.ask : nothing, entries.length);
          const whole = ledgerAnswers || there.size === entries.length;
          expect(statement?.complete).toBe(whole);
          if (whole) expect(statement?.closing).toBe(some.reduce((sum, one) => sum + BigInt(one), 0n));
          await rebuilt(store, ledger.ask);
          const other = await fresh();
          await rebuilt(other, ledger.ask);
          expect(JSON.stringify(await itemsOf(store))).toBe(JSON.stringify(await itemsOf(other)));
          expect((await statementOf(store, silent.ask, entries.length))?.complete).toBe(true);
        }),
        { numRuns: 15 },
      );
    });

    test('asks the ledger for nothing where nothing is missing, and keeps what it had to ask for', async () => {
      const entries = entriesOf([5, -2, 7, 1]);
      const [store, ledger] = [await fresh(), ledgerOf(entries)];
      await take(store, [event([entries[0] as Told, entries[3] as Told])]);
      expect((await statementOf(store, ledger.ask, 4))?.lines.map(({ amount }) => amount)).toEqual([5n, -2n, 7n, 1n]);
      expect(ledger.calls()).toBe(1);
      expect((await statementOf(store, silent.ask, 4))?.complete).toBe(true);
    });

    test('is not complete where the ledger has one more than came, nor where it does not say how many there are', async () => {
      const entries = entriesOf([5, -2]);
      const store = await fresh();
      await take(store, [event(entries)]);
      const nothing = async () => ({ status: 400, body: '{}' });
      expect((await statementOf(store, nothing, 3))?.complete).toBe(false);
      const unsaid = await readStatement(
        store as never,
        { ask: silent.ask, tenant: 'acme', requestId: 'r' },
        NAME,
        { ...WANTED, ...DAYS },
        undefined,
        NEVER,
      );
      expect([unsaid?.complete, unsaid?.closing]).toEqual([false, 3n]);
    });

    test('counts by the day of booking or the day on which each counts, as asked, and to the version that was asked about', async () => {
      const [first, second, third] = entriesOf([5, -2, 7]) as [Told, Told, Told];
      const store = await fresh();
      const early = { ...second, effectiveAt: formatTime(BEGIN - 86_400_000) };
      await take(store, [event([first, early, third])]);
      const asked = { ask: silent.ask, tenant: 'acme', requestId: 'r' };
      const lines = async (basis: 'booked' | 'effective', versions: number) => {
        const wanted = { ...WANTED, ...DAYS, basis };
        const one = await readStatement(store as never, asked, NAME, wanted, versions, NEVER);
        return [one?.complete, one?.opening, one?.lines.map(({ amount }) => amount), one?.closing];
      };
      expect(await lines('booked', 3)).toEqual([true, 0n, [5n, -2n, 7n], 10n]);
      expect(await lines('effective', 3)).toEqual([true, -2n, [5n, 7n], 10n]);
      // What has come since the ledger was asked belongs to the next statement.
      expect(await lines('booked', 2)).toEqual([true, 0n, [5n, -2n], 3n]);
    });

    test('of a system account has as many entries as the ledger has folded, and says none while it has not', async () => {
      const asking = (complete: boolean, newest: readonly Told[]) => ({
        ask: async ({ path, query }: { readonly path: string; readonly query: Readonly<Record<string, string>> }) => {
          if (path.endsWith('/balance')) return { status: 200, body: JSON.stringify({ complete }) };
          expect([query.order, query.limit, query.currency]).toEqual(['desc', '1', 'USD']);
          return { status: 200, body: JSON.stringify({ data: newest, nextCursor: null }) };
        },
        ...{ tenant: 'acme', requestId: 'r' },
      });
      const versions = (complete: boolean, newest: readonly Told[]) =>
        systemVersions(asking(complete, newest), { account: '@fees', currency: 'USD' }, BEGIN);
      expect(await versions(true, entriesOf([1, 1, 1]).slice(2))).toBe(3);
      expect(await versions(true, [])).toBe(0);
      expect(await versions(false, entriesOf([1]))).toBeUndefined();
    });

    test('is taken over from the ledger by ten pages a call, and from where the call before ended', async () => {
      const ledger = ledgerOf(entriesOf(Array.from({ length: 31 }, () => 1)));
      const [store, asked] = [
        await fresh(),
        { caller: { tenant: 'acme' }, params: { account: 'alice' }, requestId: 'r' },
      ];
      const route = rebuildHistoryRoute({ ...store, ask: ledger.ask, codeVersion: '1' } as never);
      const call = async (query: object) => (await route.handle({ ...asked, query } as never)).body;
      expect(await call({})).toEqual({ entries: 30, nextCursor: '30' });
      expect(await call({ cursor: '30' })).toEqual({ entries: 1, nextCursor: null });
      expect((await statementOf(store, silent.ask, 31))?.closing).toBe(31n);
    });

    test('of a system account in one currency is none of its others', async () => {
      const store = await fresh();
      const [euro] = entriesOf([7]) as [Told];
      const other = JSON.parse(event([euro]));
      other.detail.data.entries[0].currency = 'EUR';
      await take(store, [event(entriesOf([5, -2])), JSON.stringify(other)]);
      expect((await statementOf(store, silent.ask, 2))?.closing).toBe(3n);
      const [wanted, name] = [
        { ...WANTED, ...DAYS, currency: 'EUR' },
        { ...NAME, currency: 'EUR' },
      ];
      const asked = { ask: silent.ask, tenant: 'acme', requestId: 'r' };
      expect((await readStatement(store as never, asked, name, wanted, 1, NEVER))?.closing).toBe(7n);
    });

    test('takes what is readable of a batch: a poison message comes back alone', async () => {
      const entries = entriesOf([5]);
      const store = await fresh();
      const { batchItemFailures } = await take(store, ['{"detail":1}', event(entries)]);
      expect(batchItemFailures).toEqual([{ itemIdentifier: '0' }]);
      expect((await statementOf(store, silent.ask, 1))?.complete).toBe(true);
    });

    test('keeps nothing of an event with one poison entry, which comes back whole', async () => {
      const store = await fresh();
      const [first, second] = entriesOf([5, -2]) as [Told, Told];
      const poison = event([first, { ...second, amount: '1.50' }]);
      expect(await take(store, [poison])).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
      expect(await itemsOf(store)).toEqual([]);
    });

    test('has its events come again while the table takes none, and is listed by the one that is taken', async () => {
      const store = await fresh();
      let fails = true;
      const dynamo = {
        send: (command: unknown) => (fails ? Promise.reject(new Error('no table')) : client.send(command as never)),
      };
      const handler = buildOnEntries({ ...store, dynamo } as never, { clock: clock as never, log: log as never });
      const run = () =>
        handler(
          { Records: [{ messageId: '0', body: event(entriesOf([5])) }] } as never,
          {} as never,
        ) as Promise<unknown>;
      await expect(run()).rejects.toThrow('no table');
      fails = false;
      expect(await run()).toEqual({ batchItemFailures: [] });
      expect((await itemsOf(store)).map(({ pk }) => pk?.S)).toEqual(['acme#H#alice#USD', 'acme#I']);
    });

    test('of one tenant is nothing of another’s', async () => {
      const store = await fresh();
      await take(store, [event(entriesOf([5]))]);
      const other = await readStatement(
        store as never,
        { ask: silent.ask, tenant: 'globex', requestId: 'r' },
        { ...NAME, tenant: 'globex' },
        { ...WANTED, ...DAYS },
        0,
        NEVER,
      );
      expect([other?.lines, other?.closing]).toEqual([[], 0n]);
    });
  });
});
