import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { expireHold } from '../../../functions/ledger/store/commit/expire-hold.ts';
import { startEngines } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, race, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

describe.each(engines)('holds on $name', (engine) => {
  let world: World;
  let bank: Bank;
  let count = 0;
  beforeAll(async () => {
    world = await newWorld(engine);
    bank = bankOf(world);
  });
  /** A payer with 1000 and a payee with nothing, both new. */
  const pair = async () => {
    count += 1;
    const [payer, payee] = [`payer-${count}`, `payee-${count}`];
    await bank.fund(payer, '1000');
    await bank.open(payee);
    return { payer, payee };
  };
  const inSeconds = (seconds: number): string => formatTime(world.clock.now() + seconds * 1_000);
  const expire = (transaction: string) =>
    expireHold(
      world.store,
      { tenant: 'acme', transaction },
      { requestId: 'sweep', deadline: world.clock.now() + 20_000 },
    );

  test('a hold takes what is available and moves nothing; posting it moves the money', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '300');
    expect([hold.status, hold.body.state]).toEqual([201, 'pending']);
    expect(await bank.balance(payer)).toEqual({ posted: '1000', pendingIn: '0', pendingOut: '300', available: '700' });
    expect(await bank.balance(payee)).toEqual({ posted: '0', pendingIn: '300', pendingOut: '0', available: '0' });
    const posted = await bank.post(hold.body.id);
    expect([posted.status, posted.body.state, posted.body.postedAmount]).toEqual([200, 'posted', '300']);
    expect(posted.body).toEqual({ ...hold.body, state: 'posted', postedAmount: '300' });
    expect(await bank.balance(payer)).toEqual({ posted: '700', pendingIn: '0', pendingOut: '0', available: '700' });
    expect(await bank.balance(payee)).toEqual({ posted: '300', pendingIn: '0', pendingOut: '0', available: '300' });
    expect((await bank.account(payer)).body.version).toBe(3);
    expect((await bank.transaction(hold.body.id)).body).toEqual(posted.body);
  });

  test('posting a part releases the rest', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '300');
    const posted = await bank.post(hold.body.id, '120');
    expect([posted.body.state, posted.body.postedAmount]).toEqual(['posted', '120']);
    expect(await bank.balance(payer)).toEqual({ posted: '880', pendingIn: '0', pendingOut: '0', available: '880' });
    expect(await bank.balance(payee)).toEqual({ posted: '120', pendingIn: '0', pendingOut: '0', available: '120' });
  });

  test('more than is held cannot be posted, and the key stays free', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '300');
    const refused = await bank.post(hold.body.id, '301', { key: 'too-much' });
    expect([refused.status, refused.problem]).toEqual([422, 'capture-too-large']);
    expect((await bank.post(hold.body.id, '300', { key: 'too-much' })).status).toBe(200);
  });

  test('a part of a hold with two postings cannot be posted, all of it can', async () => {
    const { payer, payee } = await pair();
    const postings = [
      { from: payer, to: payee, amount: '100' },
      { from: payer, to: '@fees', amount: '5' },
    ];
    const hold = await bank.create({ currency: 'USD', postings, pending: true });
    const refused = await bank.post(hold.body.id, '50');
    expect([refused.status, refused.problem]).toEqual([422, 'posting-count']);
    const posted = await bank.post(hold.body.id);
    expect(posted.body.state).toBe('posted');
    expect(posted.body).not.toHaveProperty('postedAmount');
    expect((await bank.balance(payer)).posted).toBe('895');
  });

  test('voiding gives back all that was held', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '1000');
    expect((await bank.balance(payer)).available).toBe('0');
    const voided = await bank.release(hold.body.id);
    expect([voided.status, voided.body.state]).toEqual([200, 'voided']);
    expect(await bank.balance(payer)).toEqual({ posted: '1000', pendingIn: '0', pendingOut: '0', available: '1000' });
    expect(await bank.balance(payee)).toEqual({ posted: '0', pendingIn: '0', pendingOut: '0', available: '0' });
  });

  test('a hold ends once: posting again, voiding what was posted and posting what was voided are refused and kept', async () => {
    const { payer, payee } = await pair();
    const first = await bank.hold(payer, payee, '100');
    await bank.post(first.body.id);
    const again = await bank.post(first.body.id, undefined, { key: `again-${payer}` });
    expect([again.status, again.problem]).toEqual([409, 'transaction-state']);
    const repeated = await bank.post(first.body.id, undefined, { key: `again-${payer}` });
    expect([repeated.text, repeated.replayed]).toEqual([again.text, true]);
    expect((await bank.release(first.body.id)).problem).toBe('transaction-state');
    const second = await bank.hold(payer, payee, '100');
    await bank.release(second.body.id);
    expect((await bank.post(second.body.id)).problem).toBe('transaction-state');
    expect((await bank.balance(payer)).posted).toBe('900');
  });

  test('what was posted at once is neither posted nor voided', async () => {
    const { payer, payee } = await pair();
    const made = await bank.transfer(payer, payee, '100');
    expect((await bank.post(made.body.id)).problem).toBe('transaction-state');
    expect((await bank.release(made.body.id)).problem).toBe('transaction-state');
  });

  test('of 100 identical postings at once one posts, and all get the same answer', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '250');
    const answers = await race(100, () => bank.post(hold.body.id, '200', { key: `crowd-${payer}` }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await bank.balance(payer)).toEqual({ posted: '800', pendingIn: '0', pendingOut: '0', available: '800' });
  });

  test('of 24 different endings at once exactly one takes place', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '250');
    const answers = await race(24, (index) =>
      index % 3 === 0 ? bank.release(hold.body.id) : bank.post(hold.body.id, index % 3 === 1 ? '100' : undefined),
    );
    const done = answers.filter(({ status }) => status === 200);
    expect(done).toHaveLength(1);
    expect(answers.filter(({ problem }) => problem === 'transaction-state')).toHaveLength(23);
    const moved = { posted: done[0]?.body.postedAmount ?? '0', voided: '0', expired: '0', pending: '0' };
    const expected = moved[done[0]?.body.state ?? 'pending'];
    expect((await bank.balance(payee)).posted).toBe(expected);
    expect((await bank.balance(payer)).pendingOut).toBe('0');
  });

  test('of 10 holds racing for funds for 4, four get them and six are refused', async () => {
    const { payer, payee } = await pair();
    const answers = await race(10, () => bank.hold(payer, payee, '250'));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(answers.filter(({ problem }) => problem === 'insufficient-funds')).toHaveLength(6);
    expect(await bank.balance(payer)).toEqual({ posted: '1000', pendingIn: '0', pendingOut: '1000', available: '0' });
  });

  test('a frozen account stops new holds, and none of those it has', async () => {
    const { payer, payee } = await pair();
    const [posted, voided, expired] = await Promise.all([
      bank.hold(payer, payee, '100'),
      bank.hold(payer, payee, '100'),
      bank.hold(payer, payee, '100', { expiresAt: inSeconds(2) }),
    ]);
    await bank.freeze(payer);
    await bank.freeze(payee);
    expect((await bank.hold(payer, payee, '1')).problem).toBe('account-frozen');
    expect((await bank.post(posted.body.id)).status).toBe(200);
    expect((await bank.release(voided.body.id)).status).toBe(200);
    world.clock.advance(3_000);
    expect(await expire(expired.body.id)).toBe(true);
    expect(await bank.balance(payer)).toEqual({ posted: '900', pendingIn: '0', pendingOut: '0', available: '900' });
  });

  test('an account with a hold cannot be closed, whatever its balance', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '100');
    const refused = await bank.close(payee, { key: `close-${payee}` });
    expect([refused.status, refused.problem]).toEqual([409, 'account-not-empty']);
    await bank.release(hold.body.id);
    expect((await bank.close(payee, { key: `close-${payee}` })).text).toBe(refused.text);
    expect((await bank.close(payee)).body.status).toBe('closed');
  });

  test('a hold past its expiry reads expired, cannot be posted, and expires once', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '400', { expiresAt: inSeconds(60) });
    expect(await expire(hold.body.id)).toBe(false);
    world.clock.advance(61_000);
    expect((await bank.post(hold.body.id)).problem).toBe('transaction-state');
    expect((await bank.transaction(hold.body.id)).body.state).toBe('expired');
    expect((await bank.balance(payer)).pendingOut).toBe('400');
    const outcomes = await race(8, () => expire(hold.body.id));
    expect(outcomes).toContain(true);
    expect((await bank.transaction(hold.body.id)).body.state).toBe('expired');
    expect(await bank.balance(payer)).toEqual({ posted: '1000', pendingIn: '0', pendingOut: '0', available: '1000' });
    expect((await bank.account(payer)).body.version).toBe(3);
    expect(await expire(hold.body.id)).toBe(false);
  });

  test('a hold that was posted in time does not expire', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '400', { expiresAt: inSeconds(60) });
    await bank.post(hold.body.id);
    world.clock.advance(61_000);
    expect(await expire(hold.body.id)).toBe(false);
    expect((await bank.transaction(hold.body.id)).body.state).toBe('posted');
  });

  test("another tenant's hold is as unknown as one that never was", async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '100');
    const foreign = await bank.post(hold.body.id, undefined, { tenant: 'globex' });
    const unknown = await bank.post(`txn_${'0'.repeat(26)}`, undefined, { tenant: 'globex' });
    expect([foreign.status, foreign.problem]).toEqual([404, 'not-found']);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    expect((await bank.release(hold.body.id, { tenant: 'globex' })).status).toBe(404);
    expect((await bank.transaction(hold.body.id, 'globex')).status).toBe(404);
    expect((await bank.transaction(hold.body.id)).body.state).toBe('pending');
  });

  test('a hold on a debit-normal account reserves what it credits', async () => {
    count += 1;
    const till = `till-${count}`;
    await bank.open(till, { normalBalance: 'debit' });
    await bank.transfer(till, '@world', '500');
    expect((await bank.balance(till)).available).toBe('500');
    const hold = await bank.hold('@world', till, '400');
    expect(await bank.balance(till)).toEqual({ posted: '500', pendingIn: '0', pendingOut: '400', available: '100' });
    expect((await bank.transfer('@world', till, '101')).problem).toBe('insufficient-funds');
    await bank.post(hold.body.id, '150');
    expect(await bank.balance(till)).toEqual({ posted: '350', pendingIn: '0', pendingOut: '0', available: '350' });
  });
});
