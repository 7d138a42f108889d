import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bank, bankOf, slug } from '../support/bank.ts';
import { lambdaOf } from '../support/lambda.ts';
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

describe('accounts', () => {
  test('createAccount answers 201 with the account, under a chosen or a made id', async () => {
    const body = { id: 'Main:1', currency: 'USD', name: 'Main', metadata: { tier: 'gold' } };
    const made = await acme.post('/v1/accounts', body);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: 'Main:1',
      currency: 'USD',
      normalBalance: 'credit',
      status: 'open',
      overdraft: 'none',
      balance: { posted: '0', pendingIn: '0', pendingOut: '0', available: '0' },
      version: 0,
      name: 'Main',
      metadata: { tier: 'gold' },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    const other = await acme.post('/v1/accounts', { currency: 'JPY' });
    expect(other.body.id).toMatch(/^acc_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(slug(await acme.post('/v1/accounts', body))).toBe('account-exists');
  });

  test('getAccount is strongly consistent and its ETag changes with every change', async () => {
    const id = await account(100);
    const first = await acme.get(`/v1/accounts/${id}`);
    expect(first.body.balance.posted).toBe('100');
    await pay(id, '@fees', 1);
    const second = await acme.get(`/v1/accounts/${id}`);
    expect(second.body.balance.posted).toBe('99');
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'));
  });

  test('listAccounts pages oldest first without losing or repeating one', async () => {
    const ids = new Set<string>();
    for (let i = 0; i < 5; i += 1) ids.add(await account());
    const seen: string[] = [];
    await eventually(
      async () => {
        seen.length = 0;
        let cursor: string | null = '';
        while (cursor !== null) {
          const query: string = cursor === '' ? '?limit=2' : `?limit=2&cursor=${encodeURIComponent(cursor)}`;
          const page = await acme.get(`/v1/accounts${query}`);
          expect(page.status).toBe(200);
          seen.push(...page.body.data.map((one: { id: string }) => one.id));
          cursor = page.body.nextCursor;
        }
        return [...ids].every((id) => seen.includes(id));
      },
      (all) => all,
    );
    expect(new Set(seen).size).toBe(seen.length);
    const made = seen.filter((id) => ids.has(id));
    expect(made).toEqual([...ids]);
  });

  test('updateAccount merges metadata, changes the overdraft and wants If-Match', async () => {
    const id = await account(0, { metadata: { a: '1', b: '2' } });
    const patch = (body: object, etag?: string) =>
      acme.call('PATCH', `/v1/accounts/${id}`, {
        body,
        ...(etag === undefined ? {} : { headers: { 'if-match': etag } }),
      });
    const etag = async () => (await acme.get(`/v1/accounts/${id}`)).headers.get('etag') ?? '';
    expect([slug(await patch({ name: 'x' })), (await patch({ name: 'x' })).status]).toEqual([
      'precondition-required',
      428,
    ]);
    const done = await patch({ name: 'New', metadata: { a: null, c: '3' }, overdraft: { limit: '500' } }, await etag());
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({ name: 'New', metadata: { b: '2', c: '3' }, overdraft: { limit: '500' } });
    expect(done.body.balance.available).toBe('500');
    expect(done.headers.get('etag')).toBe(await etag());
    const stale = await patch({ name: 'y' }, '"0.0"');
    expect([slug(stale), stale.status]).toEqual(['version-mismatch', 412]);
    expect((await pay(id, '@world', 400)).status).toBe(201);
    expect(slug(await patch({ overdraft: { limit: '399' } }, await etag()))).toBe('overdraft-in-use');
    expect((await patch({ overdraft: { limit: '400' } }, await etag())).body.balance.available).toBe('0');
    expect((await patch({ overdraft: 'unlimited' }, await etag())).body.balance.available).toBeNull();
    expect(slug(await patch({ overdraft: 'none' }, await etag()))).toBe('overdraft-in-use');
  });

  test('freeze stops new money, lets holds end, and repeats as a no-op; close is final', async () => {
    const id = await account(100);
    const hold = await pay(id, '@world', 40, { pending: true });
    expect((await acme.post(`/v1/accounts/${id}/freeze`)).body.status).toBe('frozen');
    expect((await acme.post(`/v1/accounts/${id}/freeze`)).status).toBe(200);
    expect([slug(await pay(id, '@world', 1)), slug(await pay('@world', id, 1))]).toEqual([
      'account-frozen',
      'account-frozen',
    ]);
    expect((await acme.post(`/v1/transactions/${hold.body.id}/post`)).body.state).toBe('posted');
    expect(slug(await acme.post(`/v1/accounts/${id}/close`))).toBe('account-not-empty');
    expect((await acme.post(`/v1/accounts/${id}/unfreeze`)).body.status).toBe('open');
    expect((await pay(id, '@world', 60)).status).toBe(201);
    const closed = await acme.post(`/v1/accounts/${id}/close`);
    expect([closed.status, closed.body.status]).toEqual([200, 'closed']);
    expect((await acme.post(`/v1/accounts/${id}/close`)).status).toBe(200);
    expect(slug(await pay('@world', id, 1))).toBe('account-closed');
    expect(slug(await acme.post(`/v1/accounts/${id}/unfreeze`))).toBe('account-closed');
    expect((await acme.post('/v1/accounts/@fees/freeze')).status).toBe(409);
  });
});

describe('history', () => {
  test('entries run from version 1 without a gap, each with the balance before and after', async () => {
    const a = await account(1000);
    await pay(a, '@world', 100, { description: 'Lunch', metadata: { k: 'v' } });
    const hold = await pay(a, '@world', 50, { pending: true });
    await acme.post(`/v1/transactions/${hold.body.id}/void`);
    const read = () => acme.get(`/v1/accounts/${a}/entries?order=asc`);
    const { body } = await eventually(read, (answer) => answer.body.data.length === 4);
    const rows = body.data.map((one: Record<string, string>) => [
      one.version,
      one.direction,
      one.amount,
      one.pending,
      one.balanceBefore,
      one.balanceAfter,
    ]);
    expect(rows).toEqual([
      [1, 'credit', '1000', '0', '0', '1000'],
      [2, 'debit', '100', '0', '1000', '900'],
      [3, 'debit', '0', '50', '900', '900'],
      [4, 'debit', '0', '-50', '900', '900'],
    ]);
    expect(body.data[1]).toMatchObject({ description: 'Lunch', metadata: { k: 'v' } });
    const newest = await acme.get(`/v1/accounts/${a}/entries?limit=1`);
    expect([newest.body.data[0].version, typeof newest.body.nextCursor]).toEqual([4, 'string']);
  });

  test('balance?at= counts by effective time, back-dated transactions included', async () => {
    const a = await account();
    await pay('@world', a, 100, { effectiveAt: '2024-03-01T00:00:00Z' });
    await pay('@world', a, 10, { effectiveAt: '2024-01-01T00:00:00Z' });
    const now = (await pay('@world', a, 1)).body.createdAt;
    const at = async (time: string) => {
      const answer = await eventually(
        () => acme.get(`/v1/accounts/${a}/balance?at=${encodeURIComponent(time)}`),
        (one) => one.body.complete === true,
      );
      return answer.body.posted;
    };
    expect(await at('2023-12-31T23:59:59.999Z')).toBe('0');
    expect(await at('2024-01-01T00:00:00+00:00')).toBe('10');
    expect(await at('2024-02-29T23:59:59.999Z')).toBe('10');
    expect(await at('2024-03-01T00:00:00Z')).toBe('110');
    expect(await at(now)).toBe('111');
    expect(slug(await acme.get(`/v1/accounts/${a}/balance?at=2999-01-01T00:00:00Z`))).toBe('date-window');
  });

  test('system accounts are folded from receipts, per currency', async () => {
    const a = await account(500);
    for (let i = 0; i < 3; i += 1) await pay(a, '@tips', 7);
    const read = () => acme.get('/v1/accounts/@tips');
    const { body } = await eventually(read, (answer) => answer.body.balances?.[0]?.posted === '21');
    expect(body).toMatchObject({ id: '@tips', system: true, asOf: expect.any(String) });
    expect(body.balances).toEqual([{ currency: 'USD', posted: '21', pendingIn: '0', pendingOut: '0' }]);
    // They follow the balance by a moment.
    const entries = await eventually(
      () => acme.get('/v1/accounts/@tips/entries?currency=USD&order=asc'),
      (answer) => answer.body.data.length === 3,
    );
    expect(
      entries.body.data.map((one: { version: number; balanceAfter: string }) => [one.version, one.balanceAfter]),
    ).toEqual([
      [1, '7'],
      [2, '14'],
      [3, '21'],
    ]);
    expect((await acme.get('/v1/accounts/@never-used')).body).toMatchObject({
      id: '@never-used',
      system: true,
      balances: [],
    });
  });

  test('a system account is complete up to half a minute before a beat that has come through the relay', async () => {
    const at = new Date(Date.now() - 35_000).toISOString();
    const read = () => acme.get(`/v1/accounts/@quiet/balance?currency=USD&at=${at}`);
    const lambda = await lambdaOf(cloud.dataDir);
    const sweeper = (await lambda.functions()).find((name) => name.startsWith('Folio-Ledger-ServiceSweep')) ?? '';
    // It sends the beat at once, and answers half a minute later.
    const swept = lambda.invoke(sweeper, 'live', {});
    const { body } = await eventually(read, (answer) => answer.body.complete === true);
    expect(body.posted).toBe('0');
    await swept;
  }, 90_000);
});
