import { GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeAccountRoute, freezeAccountRoute } from '../../../functions/ledger/handlers/api/account-status.ts';
import { createAccountRoute } from '../../../functions/ledger/handlers/api/create-account.ts';
import { createTransactionRoute } from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { getAccountRoute } from '../../../functions/ledger/handlers/api/get-account.ts';
import { accountKey, transactionKey } from '../../../functions/ledger/store/table/keys.ts';
import { startEngines } from '../../support/dynamo.ts';
import { newWorld, race, type Sent, send, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

interface Recorded {
  readonly name: string;
  readonly items: number;
}

/** The world, with a record of every call to the store. */
const recording = (world: World): { readonly world: World; readonly calls: Recorded[] } => {
  const calls: Recorded[] = [];
  const dynamo = {
    send: (command: unknown, ...more: readonly unknown[]) => {
      const items = command instanceof TransactWriteItemsCommand ? (command.input.TransactItems?.length ?? 0) : 1;
      calls.push({ name: (command as object).constructor.name, items });
      return (world.store.dynamo.send as (...all: readonly unknown[]) => unknown)(command, ...more);
    },
  } as World['store']['dynamo'];
  return { world: { ...world, store: { ...world.store, dynamo } }, calls };
};

/** DynamoDB's measure of an item: its names and its values. */
const sizeOf = (item: Readonly<Record<string, { readonly S?: string; readonly N?: string }>>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + (value.S ?? value.N ?? '')), 0);

describe.each(engines)('createTransaction on $name', (engine) => {
  let world: World;
  let serial = 0;
  beforeAll(async () => {
    world = await newWorld(engine);
  });
  const pay = (from: string, to: string, amount: bigint | string, more: object = {}, sent: Sent = {}, at = world) =>
    send(at, createTransactionRoute(at.store), {
      ...sent,
      body: { currency: 'USD', postings: [{ from, to, amount: String(amount) }], ...more },
    });
  const account = async (funds = 0n, more: object = {}): Promise<string> => {
    serial += 1;
    const id = `a${serial}`;
    const made = await send(world, createAccountRoute(world.store), { body: { id, currency: 'USD', ...more } });
    expect(made.status).toBe(201);
    if (funds > 0n) expect((await pay('@world', id, funds)).status).toBe(201);
    return id;
  };
  const read = async (id: string) => (await send(world, getAccountRoute(world.store), { params: { id } })).body;
  const posted = async (id: string) => (await read(id)).balance.posted;

  test('a transfer is one store transaction of three items, each below 1 KB, and no read', async () => {
    const [from, to] = [`long-${'x'.repeat(59)}`, `many-${'y'.repeat(59)}`];
    for (const id of [from, to]) {
      const body = { id, currency: 'USD', overdraft: 'unlimited' };
      await send(world, createAccountRoute(world.store), { body });
    }
    const { world: seen, calls } = recording(world);
    const made = await pay(from, to, '999999999999999999', {}, { key: 'k'.repeat(36) }, seen);
    expect(made.status).toBe(201);
    expect(calls).toEqual([{ name: 'TransactWriteItemsCommand', items: 3 }]);
    for (const key of [transactionKey('acme', made.body.id), accountKey('acme', from), accountKey('acme', to)]) {
      const get = new GetItemCommand({ TableName: world.store.table, Key: { ...key } });
      const { Item: item } = await world.client.send(get);
      expect(item).toBeDefined();
      expect(sizeOf((item ?? {}) as Parameters<typeof sizeOf>[0])).toBeLessThan(1024);
    }
  });

  test('between system accounts alone it is the receipt and nothing else', async () => {
    const { world: seen, calls } = recording(world);
    expect((await pay('@world', '@fees', 1n, {}, {}, seen)).status).toBe(201);
    expect(calls).toEqual([{ name: 'TransactWriteItemsCommand', items: 1 }]);
  });

  test('moves money, nets the postings and answers them', async () => {
    const [a, b] = [await account(1000n), await account()];
    const made = await pay(a, b, 700n, {
      postings: [
        { from: a, to: b, amount: '700' },
        { from: a, to: '@fees', amount: '25' },
      ],
      reference: 'invoice 42',
      metadata: { table: '7' },
    });
    expect(made.body).toEqual({
      id: expect.stringMatching(/^txn_/),
      state: 'posted',
      currency: 'USD',
      postings: [
        { from: a, to: b, amount: '700' },
        { from: a, to: '@fees', amount: '25' },
      ],
      pending: false,
      expiresAt: null,
      reference: 'invoice 42',
      effectiveAt: null,
      metadata: { table: '7' },
      createdAt: expect.any(String),
      entries: [
        { account: a, direction: 'debit', amount: '725', currency: 'USD' },
        { account: b, direction: 'credit', amount: '700', currency: 'USD' },
        { account: '@fees', direction: 'credit', amount: '25', currency: 'USD' },
      ],
    });
    expect([await posted(a), await posted(b)]).toEqual(['275', '700']);
  });

  test('a repeat is the first answer byte for byte, and another body under the key has no effect', async () => {
    const a = await account(100n);
    const first = await pay(a, '@world', 30n, {}, { key: `r-${a}` });
    const again = await pay(a, '@world', 30n, {}, { key: `r-${a}` });
    expect([again.status, again.text, again.replayed, first.replayed]).toEqual([201, first.text, true, false]);
    expect((await pay(a, '@world', 31n, {}, { key: `r-${a}` })).problem).toBe('idempotency-key-reused');
    expect(await posted(a)).toBe('70');
  });

  test('a repeat answers for ever, also when the expiry that it asks for has long passed', async () => {
    const a = await account(100n);
    const expiresAt = new Date(world.clock.now() + 5_000).toISOString();
    const first = await pay(a, '@world', 30n, { pending: true, expiresAt }, { key: `e-${a}` });
    expect([first.status, first.body.state]).toEqual([201, 'pending']);
    world.clock.advance(3_600_000);
    const again = await pay(a, '@world', 30n, { pending: true, expiresAt }, { key: `e-${a}` });
    expect([again.text, again.replayed]).toEqual([first.text, true]);
    expect((await pay(a, '@world', 30n, { pending: true, expiresAt })).problem).toBe('date-window');
  });

  test('every refusal of the accounts has its problem, in a fixed order, and is kept under its key', async () => {
    const [poor, frozen, closed] = [await account(10n), await account(10n), await account()];
    const euro = await account(0n, { currency: 'EUR' });
    await send(world, freezeAccountRoute(world.store), { params: { id: frozen } });
    await send(world, closeAccountRoute(world.store), { params: { id: closed } });
    const order = [
      ['nobody', 'account-not-found', 422],
      [closed, 'account-closed', 409],
      [frozen, 'account-frozen', 409],
      [euro, 'currency-mismatch', 422],
      [poor, 'insufficient-funds', 422],
    ] as const;
    for (const [index, [id, problem, status]] of order.entries()) {
      const key = `refused-${id}`;
      const refused = await pay(id, '@world', 11n, {}, { key });
      expect([refused.problem, refused.status]).toEqual([problem, status]);
      const again = await pay(id, '@world', 11n, {}, { key });
      expect([again.text, again.replayed]).toEqual([refused.text, true]);
      const worse = order.slice(index).map(([other]) => ({ from: other, to: '@world', amount: '11' }));
      expect((await pay(id, '@world', 1n, { postings: worse.toReversed() })).problem).toBe(problem);
    }
    await pay('@world', poor, 100n);
    expect((await pay(poor, '@world', 11n, {}, { key: `refused-${poor}` })).problem).toBe('insufficient-funds');
    expect((await pay(poor, '@world', 11n)).status).toBe(201);
  });

  test('an account in two currencies is a mismatch, though each of them would be its own item', async () => {
    const a = await account(100n);
    const entries = [
      { account: a, direction: 'debit', amount: '1', currency: 'USD' },
      { account: '@world', direction: 'credit', amount: '1', currency: 'USD' },
      { account: a, direction: 'debit', amount: '1', currency: 'EUR' },
      { account: '@world', direction: 'credit', amount: '1', currency: 'EUR' },
    ];
    expect((await pay(a, a, 1n, { postings: undefined, currency: undefined, entries })).problem).toBe(
      'currency-mismatch',
    );
  });

  test('the netted sum of legal amounts may pass 10^18', async () => {
    const rich = await account();
    const most = '9'.repeat(18);
    const postings = Array.from({ length: 48 }, () => ({ from: '@world', to: rich, amount: most }));
    const made = await pay('@world', rich, most, { postings });
    expect(made.body.entries[0]).toMatchObject({ account: '@world', amount: (48n * BigInt(most)).toString() });
    expect(await posted(rich)).toBe((48n * BigInt(most)).toString());
  });

  test('a dry run shows the balances after or the refusal, writes nothing and uses no key', async () => {
    const [a, b] = [await account(100n), await account(0n, { overdraft: 'unlimited' })];
    const { world: seen, calls } = recording(world);
    const shown = await pay(a, b, 40n, { pending: true }, { query: { dryRun: 'true' }, key: 'dry' }, seen);
    expect([shown.status, shown.body.id]).toEqual([200, null]);
    expect(shown.body.entries).toEqual([
      { account: a, direction: 'debit', amount: '40', currency: 'USD', balanceAfter: '100', availableAfter: '60' },
      { account: b, direction: 'credit', amount: '40', currency: 'USD', balanceAfter: '0', availableAfter: null },
    ]);
    const refused = await pay(a, b, 101n, {}, { query: { dryRun: 'true' } }, seen);
    expect(refused.problem).toBe('insufficient-funds');
    expect(calls.map(({ name }) => name)).toEqual(['BatchGetItemCommand', 'BatchGetItemCommand']);
    expect((await pay(a, b, 1n, {}, { key: 'dry' })).replayed).toBe(false);
  });

  test('payments racing for the same funds spend them once, and all of them', async () => {
    const a = await account(100n);
    const answers = await race(24, () => pay(a, '@world', 30n));
    const outcomes = answers.map(({ status, problem }) => problem ?? status);
    expect(outcomes.filter((one) => one === 201)).toHaveLength(3);
    expect(outcomes.filter((one) => one === 'insufficient-funds' || one === 'conflict')).toHaveLength(21);
    expect(await posted(a)).toBe('10');
  });

  test('one key sent many times at once has one effect and one answer', async () => {
    const a = await account(100n);
    const answers = await race(24, () => pay(a, '@world', 30n, {}, { key: `one-${a}` }));
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ status, replayed }) => status === 201 && !replayed)).toHaveLength(1);
    expect(await posted(a)).toBe('70');
  });

  test('another tenant meets neither the accounts nor the keys', async () => {
    const a = await account(100n);
    const foreign = await pay(a, '@world', 1n, {}, { tenant: 'globex', key: 'shared' });
    expect(foreign.problem).toBe('account-not-found');
    expect((await pay(a, '@world', 1n, {}, { key: 'shared' })).status).toBe(201);
  });
});
