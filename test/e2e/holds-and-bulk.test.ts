import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bank, bankOf, slug } from '../support/bank.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

let cloud: LocalCloud;
let acme: Client;
let bank: Bank;
beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
  bank = bankOf(acme, 't');
}, 90_000);
afterAll(() => cloud?.stop());
const account: Bank['account'] = (...given) => bank.account(...given);
const pay: Bank['pay'] = (...given) => bank.pay(...given);
const balance: Bank['balance'] = (id) => bank.balance(id);

/** A minute after the start a dozen functions of schedules begin at one moment, each for the first time, on cores that others use. */
const ALL_START_AT_ONCE_MS = 20_000;

describe('holds', () => {
  test('a hold takes from available, is posted in part and releases the rest', async () => {
    const [a, b] = [await account(100), await account()];
    const hold = await pay(a, b, 80, { pending: true });
    expect([hold.status, hold.body.state]).toEqual([201, 'pending']);
    expect(await balance(a)).toEqual({ posted: '100', pendingIn: '0', pendingOut: '80', available: '20' });
    expect(await balance(b)).toEqual({ posted: '0', pendingIn: '80', pendingOut: '0', available: '0' });
    expect(slug(await pay(a, b, 21))).toBe('insufficient-funds');
    const path = `/v1/transactions/${hold.body.id}/post`;
    expect(slug(await acme.post(path, { amount: '81' }))).toBe('capture-too-large');
    const posted = await acme.post(path, { amount: '50' }, `post-${a}`);
    expect([posted.status, posted.body.state, posted.body.postedAmount]).toEqual([200, 'posted', '50']);
    const again = await acme.post(path, { amount: '50' }, `post-${a}`);
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([posted.text, 'true']);
    expect(await balance(a)).toEqual({ posted: '50', pendingIn: '0', pendingOut: '0', available: '50' });
    expect((await balance(b)).posted).toBe('50');
    expect(slug(await acme.post(path))).toBe('transaction-state');
    expect(slug(await acme.post(`/v1/transactions/${hold.body.id}/void`))).toBe('transaction-state');
    const reversal = await acme.post(`/v1/transactions/${hold.body.id}/reverse`);
    expect(reversal.status).toBe(201);
    expect((await balance(a)).posted).toBe('100');
  });

  test('void releases all of it', async () => {
    const a = await account(100);
    const hold = await pay(a, '@world', 80, { pending: true });
    const voided = await acme.post(`/v1/transactions/${hold.body.id}/void`);
    expect([voided.status, voided.body.state]).toEqual([200, 'voided']);
    expect(await balance(a)).toEqual({ posted: '100', pendingIn: '0', pendingOut: '0', available: '100' });
  });

  test('several postings cannot be posted in part', async () => {
    const a = await account(100);
    const postings = [
      { from: a, to: '@world', amount: '10' },
      { from: a, to: '@fees', amount: '1' },
    ];
    const hold = await acme.post('/v1/transactions', { currency: 'USD', postings, pending: true });
    expect(slug(await acme.post(`/v1/transactions/${hold.body.id}/post`, { amount: '5' }))).toBe('posting-count');
    expect((await acme.post(`/v1/transactions/${hold.body.id}/post`)).body.state).toBe('posted');
  });

  test('expiry takes effect within 60 seconds', async () => {
    const a = await account(100);
    const expiresAt = new Date(Date.now() + 1500).toISOString();
    const hold = await pay(a, '@world', 80, { pending: true, expiresAt });
    expect(hold.status).toBe(201);
    const read = () => acme.get(`/v1/transactions/${hold.body.id}`);
    await eventually(read, (answer) => answer.body.state === 'expired', 5_000);
    // It reads expired at once; the sweep frees its money within a minute.
    const freed = { posted: '100', pendingIn: '0', pendingOut: '0', available: '100' };
    await eventually(
      () => balance(a),
      ({ available }) => available === '100',
      60_000 + ALL_START_AT_ONCE_MS,
    );
    expect(await balance(a)).toEqual(freed);
    expect(slug(await acme.post(`/v1/transactions/${hold.body.id}/post`))).toBe('transaction-state');
  }, 110_000);
});

describe('bulk', () => {
  const bulk = (mode: string, transactions: object[]) =>
    acme.call('POST', '/v1/transactions/bulk', { body: { mode, transactions }, key: null });
  const item = (key: string, from: string, to: string, amount: number) => ({
    key,
    currency: 'USD',
    postings: [{ from, to, amount: String(amount) }],
  });

  test('independent: each item gets the answer it would have got alone, in order', async () => {
    const [a, b] = [await account(100), await account()];
    const done = await bulk('independent', [
      item(`${a}-1`, a, b, 60),
      item(`${a}-2`, a, b, 60),
      item(`${a}-3`, b, a, 50),
      item(`${a}-4`, a, b, 60),
      item(`${a}-1`, a, b, 60),
      item(`${a}-1`, a, b, 61),
    ]);
    expect(done.status).toBe(200);
    expect(
      done.body.results.map((one: { status: number; problem?: { type: string } }) => [one.status, one.problem?.type]),
    ).toEqual([
      [201, undefined],
      [422, '/problems/insufficient-funds'],
      [201, undefined],
      [201, undefined],
      [201, undefined],
      [422, '/problems/idempotency-key-reused'],
    ]);
    expect(done.body.results[4].transaction).toEqual(done.body.results[0].transaction);
    expect([(await balance(a)).posted, (await balance(b)).posted]).toEqual(['30', '70']);
    const alone = await acme.post(
      '/v1/transactions',
      { currency: 'USD', postings: [{ from: a, to: b, amount: '60' }] },
      `${a}-2`,
    );
    expect([alone.status, alone.headers.get('idempotency-replayed')]).toEqual([422, 'true']);
  });

  test('atomic: all or nothing', async () => {
    const [a, b] = [await account(100), await account()];
    const refused = await bulk('atomic', [item(`${a}-5`, a, b, 60), item(`${a}-6`, a, b, 60)]);
    expect([refused.status, refused.body.committed]).toEqual([200, false]);
    expect(refused.body.results.map((one: { problem: { type: string } }) => one.problem.type)).toEqual([
      '/problems/batch-aborted',
      '/problems/insufficient-funds',
    ]);
    expect((await balance(a)).posted).toBe('100');
    const done = await bulk('atomic', [item(`${a}-7`, a, b, 60), item(`${a}-8`, b, a, 10)]);
    expect([done.body.committed, (await balance(a)).posted]).toEqual([true, '50']);
    const many = Array.from({ length: 101 }, (_, i) => item(`${a}-m${i}`, a, b, 1));
    expect(slug(await bulk('atomic', many))).toBe('batch-too-large');
  });

  test('a malformed item refuses the whole request with its pointer', async () => {
    const a = await account(100);
    const refused = await bulk('independent', [
      item(`${a}-x`, a, '@world', 1),
      { key: `${a}-y`, currency: 'USD', postings: [{ from: a, to: '@world', amount: '1.5' }] },
    ]);
    expect([refused.status, slug(refused)]).toEqual([400, 'amount-format']);
    expect(refused.body.errors[0].pointer).toBe('/transactions/1/postings/0/amount');
    expect((await balance(a)).posted).toBe('100');
  });

  test('a thousand transactions in one request', async () => {
    const [a, b] = [await account(5000), await account()];
    const done = await bulk(
      'independent',
      Array.from({ length: 1000 }, (_, i) => item(`${a}-k${i}`, a, b, 5)),
    );
    expect(done.body.results.every((one: { status: number }) => one.status === 201)).toBe(true);
    expect([(await balance(a)).posted, (await balance(b)).posted]).toEqual(['0', '5000']);
    const account1000 = await acme.get(`/v1/accounts/${b}`);
    expect(account1000.body.version).toBe(1000);
  });
});
