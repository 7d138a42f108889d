import { beforeAll, describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import type { SystemAccountView } from '../../../functions/ledger/contract/account.ts';
import type { TransactionView } from '../../../functions/ledger/contract/transaction.ts';
import { readSystemAccount } from '../../../functions/ledger/handlers/api/get-system-account.ts';
import { listTransactionsRoute } from '../../../functions/ledger/handlers/api/list-transactions.ts';
import type { Line } from '../../../functions/ledger/model/entry.ts';
import { dueHolds } from '../../../functions/ledger/store/queries/due-holds.ts';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { belowFrom } from '../../support/random.ts';
import { send } from '../ledger/kit.ts';
import { expectBalances, expectHistory } from './checks.ts';
import { type Rig, rig } from './rig.ts';
import { CUSTOMERS, Story, SYSTEM } from './story.ts';

const STEPS = 150;
const SEEDS = [1, 2, 3];
const CURRENCIES = ['EUR', 'USD'];

interface Page {
  readonly data: readonly TransactionView[];
  readonly nextCursor: string | null;
}

const sum = (lines: readonly Line[], of: (line: Line) => bigint): bigint =>
  lines.reduce((total, line) => total + of(line), 0n);
const on = (lines: readonly Line[], side: Line['side']): readonly Line[] => lines.filter((line) => line.side === side);

/** A naive fold of what clients were answered. */
const folded = (lines: readonly Line[]) => ({
  posted: String(sum(on(lines, 'credit'), ({ amount }) => amount) - sum(on(lines, 'debit'), ({ amount }) => amount)),
  pendingIn: String(sum(on(lines, 'credit'), ({ pending }) => pending)),
  pendingOut: String(sum(on(lines, 'debit'), ({ pending }) => pending)),
});

/** The stream in batches of any size, some of them again, by two relays. */
const relayed = async (records: readonly DynamoDBRecord[], seed: number, relays: readonly Rig[]): Promise<void> => {
  const below = belowFrom(seed);
  for (let from = 0; from < records.length; ) {
    const size = 1 + below(25);
    for (const { relay } of below(3) === 0 ? relays : relays.slice(0, 1)) {
      const batch = records.slice(Math.max(0, from - below(6)), from + size);
      expect(await relayRecords(relay, batch)).toMatchObject({ failed: [], poison: undefined });
    }
    from += size;
  }
};

/** What the distinct events of a story tell: what moved and what came to be held, of the first entry. */
const toldOf = (rigs: readonly Rig[]): readonly string[] => {
  const events = new Map(rigs.flatMap(({ told }) => told).map((one) => [one.detail.eventId, one]));
  return [...events.values()].flatMap(({ detailType, detail }) => {
    const { transaction } = detail.data;
    if (transaction === undefined) return [];
    const amount = BigInt(transaction.entries[0].amount);
    const moved = transaction.state === 'posted' ? BigInt(transaction.postedAmount ?? amount) : 0n;
    const kind = detailType.slice('ledger.'.length);
    const held = { HoldPlaced: amount, HoldReleased: -amount }[kind as string] ?? 0n;
    return [`${kind} ${transaction.id} ${moved} ${held}`];
  });
};

await onEachEngine((engine) => {
  describe.each(SEEDS)('a ledger at work (seed %d)', (seed) => {
    let story: Story;
    let relays: readonly Rig[];
    /** As each transaction reads at the end, newest first. */
    let now: readonly TransactionView[];

    beforeAll(async () => {
      story = await Story.open(engine, seed);
      const { client, store } = story.world;
      relays = [rig(client, store.table), rig(client, store.table)];
      for (let step = 0; step < STEPS; step += 1) await story.step();
      await relayed(story.stream.records, seed, relays);
      const read = await Promise.all([...story.views.keys()].map((id) => story.bank.transaction(id)));
      const order = ({ createdAt, id }: TransactionView) => `${createdAt} ${id}`;
      now = read.map(({ body }) => body).toSorted((a, b) => (order(a) < order(b) ? 1 : -1));
    }, 60_000);

    const linesOf = (id: string, currency: string): readonly Line[] => story.lines.get(`${id} ${currency}`) ?? [];
    const customers = Object.entries(CUSTOMERS).flatMap(([currency, ids]) => ids.map((id) => [id, currency] as const));

    test('folds every system account, in every currency, to what the answers say', async () => {
      for (const id of SYSTEM) {
        const { body } = await readSystemAccount(story.world.store, 'acme', id);
        const used = CURRENCIES.filter((currency) => linesOf(id, currency).length > 0);
        expect(used).toHaveLength(2);
        const balances = used.map((currency) => ({ currency, ...folded(linesOf(id, currency)) }));
        expect((body as SystemAccountView).balances).toEqual(balances);
        const latest = Math.max(...used.flatMap((currency) => linesOf(id, currency).map(({ at }) => at)));
        expect((body as SystemAccountView).asOf).toBe(new Date(latest).toISOString());
      }
    });

    test('has each account as the answers say', async () => {
      for (const [id, currency] of customers) {
        const { posted, pendingIn, pendingOut } = folded(linesOf(id, currency));
        const isDebit = id.endsWith('debit');
        expect((await story.bank.account(id)).body.balance).toEqual({
          posted: isDebit ? String(-BigInt(posted)) : posted,
          pendingIn: isDebit ? pendingOut : pendingIn,
          pendingOut: isDebit ? pendingIn : pendingOut,
          available: null,
        });
        expect((await story.bank.account(id)).body.version).toBe(linesOf(id, currency).length);
      }
    });

    test('has an entry for each thing that an answer did, and every balance in time', async () => {
      const system = SYSTEM.flatMap((id) => CURRENCIES.map((currency) => [id, currency] as const));
      for (const [id, currency] of [...customers, ...system]) {
        const lines = linesOf(id, currency);
        const normal = id.endsWith('debit') ? 'debit' : 'credit';
        await expectHistory(story.world.store, 'acme', id, lines, normal, currency);
        const times = lines
          .filter((_, index) => index % 7 === 0)
          .flatMap(({ at, effectiveAt = at }) => [at, effectiveAt]);
        await expectBalances(story.world.store, 'acme', id, lines, times, normal, currency);
      }
    });

    test('tells each thing that an answer did once, whatever was relayed again', () => {
      expect(toldOf(relays).toSorted()).toEqual(story.told.toSorted());
    });

    test('tells each change of an account once, as it was answered', () => {
      const events = new Map(relays.flatMap(({ told }) => told).map((one) => [one.detail.eventId, one]));
      const accounts = [...events.values()].filter(({ detail }) => detail.data.account !== undefined);
      expect(accounts.map(({ detail }) => detail.data.account.id).toSorted()).toEqual(
        story.accounts.map((text) => JSON.parse(text).id).toSorted(),
      );
      for (const { detailType, detail } of accounts) {
        expect(detailType).toBe(detail.data.revision === 0 ? 'ledger.AccountOpened' : 'ledger.AccountChanged');
      }
      // Name and metadata are those of now; what the change was of is as it was answered.
      const essence = ({ name: _, metadata: __, ...rest }: Record<string, unknown>) => JSON.stringify(rest);
      expect(accounts.map(({ detail }) => essence(detail.data.account)).toSorted()).toEqual(
        story.accounts.map((text) => essence(JSON.parse(text))).toSorted(),
      );
    });

    test('does nothing where a transaction changes: that has a receipt of its own', async () => {
      const { client, store } = story.world;
      const changed = story.stream.records.filter(
        ({ eventName, dynamodb }) => eventName === 'MODIFY' && dynamodb?.Keys?.sk?.S === 'T',
      );
      expect(changed.length).toBeGreaterThan(5);
      const one = rig(client, store.table);
      await relayRecords(one.relay, changed);
      expect([one.calls(), one.told]).toEqual([0, []]);
    });

    test('reads as it was answered, but for what came after', () => {
      for (const { reversedBy, ...read } of now) {
        const { reversedBy: _, ...answered } = story.views.get(read.id) as TransactionView;
        const isLate = answered.state === 'pending' && Date.parse(answered.expiresAt ?? '') <= story.world.clock.now();
        expect(read).toEqual({ ...answered, ...(isLate ? { state: 'expired' } : {}) });
        if (reversedBy) expect(story.views.get(reversedBy)?.reverses).toBe(read.id);
      }
      const reversals = now.flatMap(({ id, reverses }) => (reverses ? [[reverses, id]] : []));
      expect(reversals.length).toBeGreaterThan(1);
      expect(now.flatMap(({ id, reversedBy }) => (reversedBy ? [[id, reversedBy]] : [])).toSorted()).toEqual(
        reversals.toSorted(),
      );
    });

    test('lists under every filter what a look at all of them finds', async () => {
      const deps = { ...story.world.store, cursors: cursors(async () => Buffer.alloc(32, 7)) };
      const list = async (query: Record<string, string>): Promise<readonly TransactionView[]> => {
        const found: TransactionView[] = [];
        for (let cursor: object | undefined = {}; cursor !== undefined; ) {
          const page: Page = (
            await send<Page>(story.world, listTransactionsRoute(deps), { query: { ...query, ...cursor } })
          ).body;
          found.push(...page.data);
          cursor = page.nextCursor === null ? undefined : { cursor: page.nextCursor };
        }
        return found;
      };
      const middle = now[Math.floor(now.length / 2)]?.createdAt ?? '';
      type Filter = readonly [Record<string, string>, (view: TransactionView) => boolean];
      const accounts = [...customers.map(([id]) => id), ...SYSTEM, 'poor'];
      const states = ['posted', 'pending', 'voided', 'expired'];
      const by = (account: string) => (view: TransactionView) =>
        view.entries.some((entry) => entry.account === account);
      const filters: readonly Filter[] = [
        [{}, () => true],
        [{ createdFrom: middle }, ({ createdAt }) => createdAt >= middle],
        [{ createdTo: middle }, ({ createdAt }) => createdAt <= middle],
        ...accounts.map((account): Filter => [{ account }, by(account)]),
        ...accounts.map(
          (account): Filter => [{ account, createdTo: middle }, (one) => by(account)(one) && one.createdAt <= middle],
        ),
        ...accounts.map(
          (account): Filter => [{ account, createdFrom: middle }, (one) => by(account)(one) && one.createdAt >= middle],
        ),
        ...states.map((state): Filter => [{ state }, (view) => view.state === state]),
        ...story.references.map((reference): Filter => [{ reference }, (view) => view.reference === reference]),
        ...story.references.map(
          (reference): Filter => [
            { reference, account: '@world', state: 'posted', createdFrom: middle },
            (view) =>
              view.reference === reference && by('@world')(view) && view.state === 'posted' && view.createdAt >= middle,
          ],
        ),
      ];
      let found = 0;
      for (const [query, wanted] of filters) {
        const [listed, expected] = [await list({ ...query, limit: '7' }), now.filter(wanted)];
        const byId = (some: readonly TransactionView[]) => some.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        expect([query, byId(listed)]).toEqual([query, byId(expected)]);
        // Those of one batch were made in one millisecond: among them any order will do.
        expect([query, listed.map(({ createdAt }) => createdAt)]).toEqual([
          query,
          expected.map(({ createdAt }) => createdAt),
        ]);
        found += listed.length;
      }
      expect(found).toBeGreaterThan(STEPS * 4);
    });

    test('finds by their expiry exactly the holds that have not ended', async () => {
      // Every hold of the story that expires at all does so within five seconds.
      const by = story.world.clock.now() + 10_000;
      const due = await dueHolds(story.world.store, { after: 0, by, limit: 1_000, weeksBack: 1 });
      const open = [...story.views.values()].filter(
        ({ state, expiresAt }) => state === 'pending' && expiresAt !== null,
      );
      expect(open.length).toBeGreaterThan(0);
      expect(due.map(({ transaction }) => transaction).toSorted()).toEqual(open.map(({ id }) => id).toSorted());
    });
  });
});
