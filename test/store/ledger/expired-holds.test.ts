import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import type { DryRunView } from '../../../functions/ledger/contract/transaction.ts';
import { createTransactionRoute } from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { createTransactionsRoute } from '../../../functions/ledger/handlers/api/create-transactions.ts';
import { startEngines } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, race, send, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

/** Between a hold's expiry and the sweep, which never runs here. */
describe.each(engines)('a hold that has expired and was not swept yet, on $name,', (engine) => {
  let world: World;
  let bank: Bank;
  let count = 0;
  beforeAll(async () => {
    world = await newWorld(engine);
    bank = bankOf(world);
  });
  /** A payer all of whose 1000 are held by holds that have just expired, one for each amount. */
  const expired = async (...amounts: readonly string[]) => {
    count += 1;
    const [payer, payee] = [`payer-${count}`, `payee-${count}`];
    await bank.fund(payer, '1000');
    await bank.open(payee);
    const expiresAt = formatTime(world.clock.now() + 60_000);
    const holds = [];
    for (const amount of amounts) holds.push((await bank.hold(payer, payee, amount, { expiresAt })).body.id);
    world.clock.advance(61_000);
    return { payer, payee, holds, hold: holds[0] ?? '' };
  };
  const free = { posted: '1000', pendingIn: '0', pendingOut: '0', available: '1000' };

  test('is released by a void at once, and stays what it is', async () => {
    const { payer, hold } = await expired('1000');
    const voided = await bank.release(hold, { key: `void-${payer}` });
    expect([voided.status, voided.body.state]).toEqual([200, 'expired']);
    expect(await bank.balance(payer)).toEqual(free);
    expect((await bank.release(hold, { key: `void-${payer}` })).text).toBe(voided.text);
    expect((await bank.transaction(hold)).body).toEqual(voided.body);
    expect((await bank.release(hold)).problem).toBe('transaction-state');
  });

  test('of 12 voids at once is released once', async () => {
    const { payer, hold } = await expired('400');
    const answers = await race(12, () => bank.release(hold));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await bank.balance(payer)).toEqual(free);
    expect((await bank.account(payer)).body.version).toBe(3);
  });

  test('keeps no payment from its funds: it is released on the way', async () => {
    const { payer, payee, hold } = await expired('400', '600');
    expect((await bank.transfer(payer, payee, '1000')).status).toBe(201);
    expect((await bank.transaction(hold)).body.state).toBe('expired');
    expect((await bank.balance(payer)).posted).toBe('0');
  });

  test('keeps no hold and no reversal from its funds', async () => {
    const { payer, payee } = await expired('1000');
    expect((await bank.hold(payer, payee, '1000')).status).toBe(201);
    const { payer: one, payee: other } = await expired();
    const paid = await bank.transfer(one, other, '1000');
    const expiresAt = formatTime(world.clock.now() + 60_000);
    await bank.hold(other, one, '700', { expiresAt });
    world.clock.advance(61_000);
    expect((await bank.reverse(paid.body.id)).status).toBe(201);
    expect(await bank.balance(one)).toEqual(free);
  });

  test('changes nothing where even all that is held would not do, and that refusal is kept', async () => {
    const { payer, payee } = await expired('1000');
    const refused = await bank.transfer(payer, payee, '1001', {}, { key: `poor-${payer}` });
    expect(refused.problem).toBe('insufficient-funds');
    await bank.transfer('@world', payer, '5000');
    expect((await bank.transfer(payer, payee, '1001', {}, { key: `poor-${payer}` })).text).toBe(refused.text);
  });

  test('beside one that has not expired: what the living one holds stays held, and the refusal is kept', async () => {
    const { payer, payee } = await expired('300');
    await bank.hold(payer, payee, '700');
    const refused = await bank.transfer(payer, payee, '301', {}, { key: `half-${payer}` });
    expect(refused.problem).toBe('insufficient-funds');
    expect((await bank.balance(payer)).available).toBe('300');
    expect((await bank.transfer(payer, payee, '300')).status).toBe(201);
  });

  test('keeps no debit-normal account from what it may still credit', async () => {
    count += 1;
    const till = `till-${count}`;
    await bank.open(till, { normalBalance: 'debit' });
    await bank.transfer(till, '@world', '500');
    await bank.hold('@world', till, '500', { expiresAt: formatTime(world.clock.now() + 60_000) });
    world.clock.advance(61_000);
    expect((await bank.transfer('@world', till, '500')).status).toBe(201);
  });

  test.each(['atomic', 'independent'] as const)('keeps no item of an %s batch from its funds', async (mode) => {
    const { payer, payee } = await expired('1000');
    const pay = (key: string, amount: string) => ({
      key: `${key}-${payer}`,
      currency: 'USD',
      postings: [{ from: payer, to: payee, amount }],
    });
    const transactions = [pay('a', '400'), pay('b', '600')];
    const answer = await send<{ readonly results: readonly { readonly status: number }[] }>(
      world,
      createTransactionsRoute(world.store),
      { body: { mode, transactions } },
    );
    expect(answer.body.results.map(({ status }) => status)).toEqual([201, 201]);
  });

  test('is as good as released to a dry run, which releases nothing', async () => {
    const { payer, payee, hold } = await expired('1000');
    const body = { currency: 'USD', postings: [{ from: payer, to: payee, amount: '900' }] };
    const dry = await send<DryRunView>(world, createTransactionRoute(world.store), { body, query: { dryRun: 'true' } });
    expect(dry.status).toBe(200);
    expect(dry.body.entries[0]).toMatchObject({ account: payer, balanceAfter: '100', availableAfter: '100' });
    expect((await bank.balance(payer)).pendingOut).toBe('1000');
    expect((await bank.transfer(payer, payee, '900')).status).toBe(201);
    expect((await bank.balance(payer)).available).toBe('100');
    expect((await bank.transaction(hold)).body.state).toBe('expired');
  });

  test('keeps no empty account open', async () => {
    const { payee, payer } = await expired('1000');
    const closed = await bank.close(payee);
    expect([closed.status, closed.body.status]).toEqual([200, 'closed']);
    expect(await bank.balance(payer)).toEqual(free);
  });

  /** An account that has used its overdraft for holds alone, all of them expired. */
  const roomy = async (...amounts: readonly string[]) => {
    count += 1;
    const id = `roomy-${count}`;
    await bank.open(id, { overdraft: { limit: '500' } });
    const expiresAt = formatTime(world.clock.now() + 60_000);
    for (const amount of amounts) await bank.hold(id, '@shop', amount, { expiresAt });
    world.clock.advance(61_000);
    return { id, etag: (await bank.account(id)).etag ?? '' };
  };

  test('stands in the way of no smaller overdraft: it is released on the way', async () => {
    const { id, etag } = await roomy('300', '100');
    expect((await bank.patch(id, etag, { overdraft: 'none' })).status).toBe(200);
    expect((await bank.balance(id)).pendingOut).toBe('0');
    expect((await bank.patch(id, etag, { overdraft: 'unlimited' })).problem).toBe('version-mismatch');
  });

  test('hides no change that somebody else has made since the version that a patch names', async () => {
    const { id, etag } = await roomy('400');
    await bank.transfer('@world', id, '1');
    expect((await bank.patch(id, etag, { overdraft: 'none' })).problem).toBe('version-mismatch');
    expect((await bank.account(id)).body.overdraft).toEqual({ limit: '500' });
  });

  test('is not reversed, and freezing its account stops no void of it', async () => {
    const { payer, hold } = await expired('1000');
    expect((await bank.reverse(hold)).problem).toBe('transaction-state');
    await bank.freeze(payer);
    expect((await bank.release(hold)).status).toBe(200);
    expect(await bank.balance(payer)).toEqual(free);
  });
});
