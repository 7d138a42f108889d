import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAccountRoute } from '../../../functions/ledger/handlers/api/create-account.ts';
import { createTransactionRoute } from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { createTransactionsRoute } from '../../../functions/ledger/handlers/api/create-transactions.ts';
import { getAccountRoute } from '../../../functions/ledger/handlers/api/get-account.ts';
import { startEngines } from '../../support/dynamo.ts';
import { newWorld, race, send, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

interface Batch {
  readonly committed: boolean;
  readonly results: readonly {
    readonly key: string;
    readonly status: number;
    readonly transaction?: { readonly id: string };
    readonly problem?: { readonly type: string };
  }[];
}

describe.each(engines)('createTransactions on $name', (engine) => {
  let world: World;
  let serial = 0;
  beforeAll(async () => {
    world = await newWorld(engine);
  });
  const item = (key: string, from: string, to: string, amount: number | string, more: object = {}) => ({
    key,
    currency: 'USD',
    postings: [{ from, to, amount: String(amount) }],
    ...more,
  });
  const bulk = (mode: string, transactions: readonly object[]) =>
    send<Batch>(world, createTransactionsRoute(world.store), { body: { mode, transactions } });
  const alone = ({ key, ...body }: ReturnType<typeof item>) =>
    send(world, createTransactionRoute(world.store), { key, body });
  const account = async (funds = 0, more: object = {}): Promise<string> => {
    serial += 1;
    const id = `b${serial}`;
    await send(world, createAccountRoute(world.store), { body: { id, currency: 'USD', ...more } });
    if (funds > 0) await alone(item(`fund-${id}`, '@world', id, funds));
    return id;
  };
  const read = async (id: string) => (await send(world, getAccountRoute(world.store), { params: { id } })).body;
  const posted = async (id: string) => (await read(id)).balance.posted;
  const outcomes = ({ body }: { readonly body: Batch }) =>
    body.results.map((one) => one.problem?.type.slice('/problems/'.length) ?? one.status);

  test('independent: each item gets the answer it would have got alone, in order', async () => {
    const [a, b] = [await account(100), await account()];
    const items = [
      item(`${a}-1`, a, b, 60),
      item(`${a}-2`, a, b, 60),
      item(`${a}-3`, b, a, 50),
      item(`${a}-4`, a, b, 60),
      item(`${a}-1`, a, b, 60),
      item(`${a}-1`, a, b, 61),
      item(`${a}-5`, 'nobody', b, 1),
      item(`${a}-6`, a, a, 1),
      item(`${a}-7`, a, b, 0),
    ];
    const done = await bulk('independent', items);
    expect(done.body.committed).toBe(true);
    expect(outcomes(done)).toEqual([
      201,
      'insufficient-funds',
      201,
      201,
      201,
      'idempotency-key-reused',
      'account-not-found',
      'same-account',
      'amount-not-positive',
    ]);
    expect(done.body.results[4]?.transaction).toEqual(done.body.results[0]?.transaction);
    expect([await posted(a), await posted(b), (await read(a)).version]).toEqual(['30', '70', 4]);
    for (const [index, one] of items.slice(0, 5).entries()) {
      const again = await alone(one);
      const result = done.body.results[index];
      expect([again.replayed, again.status]).toEqual([true, result?.status]);
      expect(again.body).toEqual(result?.transaction ?? result?.problem);
    }
  });

  test('a second time, all of it is a repeat, byte for byte', async () => {
    const [a, b] = [await account(500), await account()];
    const items = Array.from({ length: 120 }, (_, i) => item(`${a}-${i}`, a, b, i % 10 === 9 ? 400 : 5));
    const first = await bulk('independent', items);
    const balances = [await posted(a), await posted(b)];
    const second = await bulk('independent', items);
    expect(second.text).toBe(first.text);
    expect([await posted(a), await posted(b)]).toEqual(balances);
    expect(new Set(outcomes(first))).toEqual(new Set([201, 'insufficient-funds']));
  });

  test('atomic: all or none, the culprit named, and its refusal kept', async () => {
    const [a, b] = [await account(100), await account()];
    const items = [item(`${a}-1`, a, b, 60), item(`${a}-2`, a, b, 60)];
    const refused = await bulk('atomic', items);
    expect([refused.body.committed, ...outcomes(refused)]).toEqual([false, 'batch-aborted', 'insufficient-funds']);
    expect([await posted(a), (await read(a)).version]).toEqual(['100', 1]);
    const again = await bulk('atomic', items);
    expect([again.body.committed, ...outcomes(again)]).toEqual([false, 'batch-aborted', 'insufficient-funds']);
    const done = await bulk('atomic', [item(`${a}-1`, a, b, 60), item(`${a}-3`, b, a, 10)]);
    expect([done.body.committed, ...outcomes(done)]).toEqual([true, 201, 201]);
    const repeat = await bulk('atomic', [item(`${a}-1`, a, b, 60), item(`${a}-3`, b, a, 10)]);
    expect(repeat.text).toBe(done.text);
    expect(await posted(a)).toBe('50');
  });

  test('atomic: an item that breaks a rule by itself stops the others; too many are refused as a whole', async () => {
    const [a, b] = [await account(100), await account()];
    const broken = await bulk('atomic', [item(`${a}-1`, a, b, 1), item(`${a}-2`, a, a, 1)]);
    expect([broken.body.committed, ...outcomes(broken)]).toEqual([false, 'batch-aborted', 'same-account']);
    const many = Array.from({ length: 99 }, (_, i) => item(`${a}-m${i}`, a, b, 1));
    expect((await bulk('atomic', many)).problem).toBe('batch-too-large');
    expect(outcomes(await bulk('atomic', many.slice(1)))).toEqual(Array.from({ length: 98 }, () => 201));
    expect(await posted(a)).toBe('2');
  });

  test('a thousand transactions over two accounts leave no version out', async () => {
    const [a, b] = [await account(5000), await account()];
    const done = await bulk(
      'independent',
      Array.from({ length: 1000 }, (_, i) => item(`${a}-${i}`, a, b, 5)),
    );
    expect(done.body.results.every(({ status }) => status === 201)).toBe(true);
    expect([await posted(a), await posted(b), (await read(b)).version]).toEqual(['0', '5000', 1000]);
  });

  test('batches and single payments racing for the same funds lose and make nothing', async () => {
    const [a, b] = [await account(300), await account(300)];
    const answers = await race(8, (worker) =>
      bulk(
        worker % 4 === 0 ? 'atomic' : 'independent',
        Array.from({ length: 6 }, (_, i) => item(`${a}-${worker}-${i}`, i % 2 ? a : b, i % 2 ? b : a, 70)),
      ),
    );
    const statuses = answers.flatMap(({ body }) => body.results?.map(({ status }) => status) ?? []);
    const made = statuses.filter((status) => status === 201).length;
    const [left, right] = [await read(a), await read(b)];
    expect(BigInt(left.balance.posted) + BigInt(right.balance.posted)).toBe(600n);
    expect([left.version - 1, right.version - 1]).toEqual([made, made]);
    expect(made).toBeGreaterThan(0);
  });
});
