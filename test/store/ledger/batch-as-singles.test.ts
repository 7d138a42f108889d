import { beforeAll, describe, expect, test } from '@jest/globals';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import type { TransactionView } from '../../../functions/ledger/contract/transaction.ts';
import { createTransactionsRoute } from '../../../functions/ledger/handlers/api/create-transactions.ts';
import { listEntriesRoute } from '../../../functions/ledger/handlers/api/list-entries.ts';
import { listTransactionsRoute } from '../../../functions/ledger/handlers/api/list-transactions.ts';
import { findOutcome } from '../../../functions/ledger/store/commit/outcomes.ts';
import { dueHolds } from '../../../functions/ledger/store/queries/due-holds.ts';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { rig } from '../relay/rig.ts';
import { type Streamed, streamed } from '../relay/stream-of.ts';
import { bankOf } from './bank.ts';
import { newWorld, send, type World } from './kit.ts';

const DAY_MS = 86_400_000;
const now = Date.now();
const expiresAt = new Date(now + DAY_MS).toISOString();
const posting = (from: string, to: string, amount: string, currency = 'USD') => ({ from, to, amount, currency });

/** Everything that a transaction can carry. */
const BODIES: Readonly<Record<string, object>> = {
  plain: { postings: [posting('a', '@world', '5')] },
  described: { postings: [posting('@world', 'a', '6')], description: 'Lunch', metadata: { k: 'v' }, reference: 'r' },
  dated: { postings: [posting('a', 'd', '7')], effectiveAt: new Date(now - DAY_MS).toISOString(), reference: 'r' },
  unique: { postings: [posting('a', '@fees', '8')], reference: 'only', uniqueReference: true },
  exchange: { postings: [posting('a', '@world', '9'), posting('@world', 'e', '4', 'EUR')] },
  forever: { postings: [posting('a', '@fees', '3')], pending: true, reference: 'r' },
  expiring: { postings: [posting('a', 'd', '2')], pending: true, expiresAt, reference: 'held' },
  several: { postings: [posting('a', 'd', '1'), posting('a', '@world', '1')], pending: true, expiresAt },
  entries: {
    entries: [
      { account: 'a', direction: 'debit', amount: '3', currency: 'USD' },
      { account: 'd', direction: 'credit', amount: '1', currency: 'USD' },
      { account: '@fees', direction: 'credit', amount: '2', currency: 'USD' },
    ],
  },
  refused: { postings: [posting('a', 'nobody', '1')], reference: 'r' },
};
const NAMES = Object.keys(BODIES);

type Way = (world: World, tenant: string) => Promise<readonly unknown[]>;

const alone: Way = async (world, tenant) => {
  const answers: unknown[] = [];
  for (const [key, body] of Object.entries(BODIES)) {
    answers.push((await bankOf(world).create(body, { tenant, key })).body);
  }
  return answers;
};
const inBatch =
  (names: (name: string) => boolean): Way =>
  async (world, tenant) => {
    const transactions = Object.entries(BODIES)
      .filter(([key]) => names(key))
      .map(([key, body]) => ({ key, ...body }));
    const mode = names('refused') ? 'independent' : 'atomic';
    const { body } = await send<{ results: { transaction?: unknown; problem?: unknown }[] }>(
      world,
      createTransactionsRoute(world.store),
      { tenant, body: { mode, transactions } },
    );
    return body.results.map(({ transaction, problem }) => transaction ?? problem);
  };

await onEachEngine((engine) => {
  let world: World;
  let stream: Streamed;
  const deps = () => ({ ...world.store, cursors: cursors(async () => Buffer.alloc(32, 7)) });

  /** All that can be seen of a tenant's transactions, each called by its key, less the times at which they were made. */
  const seen = async (tenant: string, answers: readonly unknown[]) => {
    const bank = bankOf(world);
    const views = answers as readonly (TransactionView & { readonly type?: string })[];
    const names = new Map(views.map(({ id }, index) => [id, NAMES[index] ?? '']));
    const nameOf = (id: string) => names.get(id) ?? id;
    const told = ({ id, createdAt: _, instance: __, ...rest }: Record<string, unknown>) => ({
      ...rest,
      id: nameOf(String(id)),
    });
    const listed = async (query: Record<string, string>) => {
      const { body } = await send<{ data: TransactionView[] }>(world, listTransactionsRoute(deps()), { tenant, query });
      return body.data.map(({ id }) => nameOf(id)).toSorted();
    };
    const entries = async (id: string, query: Record<string, string> = {}) => {
      const sent = { tenant, params: { id }, query: { order: 'asc', limit: '100', ...query } };
      const { body } = await send<{ data: Record<string, unknown>[] }>(world, listEntriesRoute(deps()), sent);
      return body.data.map(({ at: _, effectiveAt: __, transactionId, ...entry }) => ({
        ...entry,
        transaction: nameOf(String(transactionId)),
      }));
    };
    const outcome = async (key: string) => {
      const receipt = await findOutcome(world.store, tenant, 'createTransaction', key);
      const { status, operation, actor, format, fingerprint, body = '{}' } = receipt ?? {};
      return { status, operation, actor, format, fingerprint, body: told(JSON.parse(body)) };
    };
    const due = await dueHolds(world.store, { after: 0, by: now + 2 * DAY_MS, limit: 100, weeksBack: 1 });
    const reads = await Promise.all(views.filter(({ id }) => id).map(({ id }) => bank.transaction(id, tenant)));
    const accounts = await Promise.all(['a', 'd', 'e'].map((id) => bank.account(id, tenant)));
    return {
      answers: views.map((one) => told({ ...one })),
      reads: reads.map(({ body }) => told({ ...body })),
      outcomes: await Promise.all(views.map((_, index) => outcome(NAMES[index] ?? ''))),
      accounts: accounts.map(({ body }) => body.balance),
      entries: await Promise.all(['a', 'd', 'e'].map((id) => entries(id))),
      lists: await Promise.all([
        ...[{}, { account: 'a' }, { account: 'd' }, { account: 'e' }, { account: '@world' }, { account: '@fees' }].map(
          listed,
        ),
        ...[{ reference: 'r' }, { reference: 'only' }, { reference: 'held' }, { state: 'pending' }].map(listed),
        listed({ account: 'a', state: 'pending', reference: 'r' }),
      ]),
      due: due
        .filter((one) => one.tenant === tenant)
        .map(({ transaction }) => nameOf(transaction))
        .toSorted(),
    };
  };

  /** What can be done with them afterwards. */
  const used = async (tenant: string, answers: readonly unknown[]) => {
    const bank = bankOf(world);
    const id = (name: string) => (answers[NAMES.indexOf(name)] as { readonly id: string }).id;
    const done = [
      await bank.postPart(id('forever'), '1', { tenant }),
      await bank.post(id('several'), undefined, { tenant }),
      await bank.release(id('expiring'), { tenant }),
      await bank.reverse(id('exchange'), {}, { tenant }),
      await bank.reverse(id('dated'), {}, { tenant }),
      await bank.reverse(id('dated'), {}, { tenant }),
      await bank.create(BODIES.unique, { tenant, key: 'another' }),
      await bank.create(BODIES.plain, { tenant, key: 'plain' }),
      await bank.create(BODIES.plain, { tenant, key: 'entries' }),
      await bank.create(BODIES.refused, { tenant, key: 'refused' }),
    ];
    return done.map(({ status, problem, replayed }) => [status, problem, replayed]);
  };

  const relay = async () => {
    const { failed } = await relayRecords(rig(world.client, world.store.table).relay, stream.records);
    expect(failed).toEqual([]);
  };

  describe('what a batch makes', () => {
    let seenOf: Record<string, unknown>;
    let usedOf: Record<string, unknown>;

    beforeAll(async () => {
      const plain = await newWorld(engine);
      stream = streamed(plain.client, plain.store.table);
      world = { ...plain, store: { ...plain.store, dynamo: stream.client } };
      const ways: Readonly<Record<string, Way>> = {
        alone,
        independent: inBatch(() => true),
        atomic: inBatch((name) => name !== 'refused'),
      };
      const made: Record<string, readonly unknown[]> = {};
      for (const [tenant, way] of Object.entries(ways)) {
        const more = { overdraft: 'unlimited' };
        await bankOf(world).open('a', more, { tenant });
        await bankOf(world).open('d', { ...more, normalBalance: 'debit' }, { tenant });
        await bankOf(world).open('e', { ...more, currency: 'EUR' }, { tenant });
        made[tenant] = await way(world, tenant);
      }
      await relay();
      const each = async (look: (tenant: string, answers: readonly unknown[]) => Promise<unknown>) => {
        const found: Record<string, unknown> = {};
        for (const [tenant, answers] of Object.entries(made)) found[tenant] = await look(tenant, answers);
        return found;
      };
      seenOf = await each(seen);
      usedOf = await each(used);
    });

    test('is answered, read, listed, found and entered as what single calls make', () => {
      expect(seenOf.independent).toEqual(seenOf.alone);
      const { lists, due } = seenOf.alone as { lists: string[][]; due: string[] };
      expect([lists[0]?.length, due]).toEqual([NAMES.length - 1, ['expiring', 'several']]);
    });

    test('all or none is the same but for what was refused', () => {
      const { answers, outcomes, ...rest } = seenOf.alone as { answers: unknown[]; outcomes: unknown[] };
      const without = { answers: answers.slice(0, -1), outcomes: outcomes.slice(0, -1), ...rest };
      expect(seenOf.atomic).toEqual(without);
    });

    test('can be posted, voided, reversed, asked for again and claimed against as what single calls make', () => {
      expect(usedOf.independent).toEqual(usedOf.alone);
      const outcomes = (usedOf.alone as [number, string | undefined, boolean][]).map(
        ([status, problem]) => problem ?? status,
      );
      expect(outcomes).toEqual([
        ...[200, 200, 200, 201, 201, 'transaction-state', 'reference-exists'],
        ...[201, 'idempotency-key-reused', 'account-not-found'],
      ]);
    });
  });
});
