import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

let cloud: LocalCloud;
let acme: Client;
beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
}, 90_000);
afterAll(() => cloud?.stop());

let serial = 0;
/** An account with `funds` from @world. */
const account = async (funds = 0, more: object = {}): Promise<string> => {
  serial += 1;
  const id = `t-${serial}`;
  const made = await acme.post('/v1/accounts', { id, currency: 'USD', ...more });
  expect(made.status).toBe(201);
  if (funds > 0) expect((await pay('@world', id, funds)).status).toBe(201);
  return id;
};
const pay = (from: string, to: string, amount: number, more: object = {}, key?: string) =>
  acme.post('/v1/transactions', { currency: 'USD', postings: [{ from, to, amount: String(amount) }], ...more }, key);
const balance = async (id: string) => (await acme.get(`/v1/accounts/${id}`)).body.balance;
const slug = (answer: { body: { type?: string } }) => answer.body.type?.replace('/problems/', '');

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

describe('transactions', () => {
  test('createTransaction moves money and answers the transaction with its netted entries', async () => {
    const [a, b] = [await account(1000), await account()];
    const made = await acme.post('/v1/transactions', {
      currency: 'USD',
      postings: [
        { from: a, to: b, amount: '700' },
        { from: a, to: '@fees', amount: '25' },
      ],
      reference: 'invoice 42',
      description: 'Lunch',
      metadata: { table: '7' },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      state: 'posted',
      reference: 'invoice 42',
      description: 'Lunch',
      metadata: { table: '7' },
    });
    expect(made.body.id).toMatch(/^txn_[0-9A-HJKMNP-TV-Z]{26}$/);
    const lines = made.body.entries.map((one: Record<string, string>) => [
      one.account,
      one.direction,
      one.amount,
      one.currency,
    ]);
    expect(lines.sort()).toEqual(
      [
        [a, 'debit', '725', 'USD'],
        [b, 'credit', '700', 'USD'],
        ['@fees', 'credit', '25', 'USD'],
      ].sort(),
    );
    expect([(await balance(a)).posted, (await balance(b)).posted]).toEqual(['275', '700']);
    expect((await acme.get(`/v1/transactions/${made.body.id}`)).body).toEqual(made.body);
  });

  test('accountants may send entries, in several currencies that each balance', async () => {
    const usd = await account(0, { normalBalance: 'debit', overdraft: 'unlimited' });
    const made = await acme.post('/v1/transactions', {
      entries: [
        { account: usd, direction: 'debit', amount: '1000', currency: 'USD' },
        { account: '@fx', direction: 'credit', amount: '1000', currency: 'USD' },
        { account: '@fx', direction: 'debit', amount: '150000', currency: 'JPY' },
        { account: '@world', direction: 'credit', amount: '150000', currency: 'JPY' },
      ],
    });
    expect(made.status).toBe(201);
    expect((await balance(usd)).posted).toBe('1000');
  });

  test('a repeat answers byte for byte, also with other white space and order; another body is refused', async () => {
    const a = await account(100);
    const key = `repeat-${a}`;
    const first = await pay(a, '@world', 30, { description: 'x' }, key);
    const again = await acme.call('POST', '/v1/transactions', {
      key,
      raw: ` { "description":"x",  "postings":[{"amount":"30","to":"@world","from":"${a}"}], "currency":"USD" }`,
    });
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, first.text, 'true']);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const other = await pay(a, '@world', 31, { description: 'x' }, key);
    expect([other.status, slug(other)]).toEqual([422, 'idempotency-key-reused']);
    expect((await balance(a)).posted).toBe('70');
    const outcome = await acme.get(`/v1/outcomes?operation=createTransaction&key=${key}`);
    expect(outcome.body).toMatchObject({ operation: 'createTransaction', key, status: 201, body: first.body });
    expect((await acme.get('/v1/outcomes?operation=createTransaction&key=never-used')).status).toBe(404);
  });

  test('a refusal is stored: the same key refuses for ever, although there are funds by then', async () => {
    const a = await account(10);
    const first = await pay(a, '@world', 11, {}, `refused-${a}`);
    expect([first.status, slug(first)]).toEqual([422, 'insufficient-funds']);
    await pay('@world', a, 100);
    const again = await pay(a, '@world', 11, {}, `refused-${a}`);
    expect([again.status, again.text]).toEqual([422, first.text]);
    expect((await acme.get(`/v1/outcomes?operation=createTransaction&key=refused-${a}`)).body.status).toBe(422);
    expect((await pay(a, '@world', 11)).status).toBe(201);
  });

  test('a dry run shows the balances after or the refusal, and has no effect', async () => {
    const [a, b] = [await account(100), await account()];
    const body = { currency: 'USD', postings: [{ from: a, to: b, amount: '40' }] };
    const shown = await acme.post('/v1/transactions?dryRun=true', body, null);
    expect([shown.status, shown.body.id, shown.body.state]).toEqual([200, null, 'posted']);
    expect(JSON.stringify(shown.body.entries)).toContain('"60"');
    const refused = await acme.post(
      '/v1/transactions?dryRun=true',
      { ...body, postings: [{ from: a, to: b, amount: '101' }] },
      null,
    );
    expect([refused.status, slug(refused)]).toEqual([422, 'insufficient-funds']);
    expect((await balance(a)).posted).toBe('100');
  });

  test('listTransactions finds by account, by reference and by state, newest first', async () => {
    const [a, b] = [await account(1000), await account()];
    const made: string[] = [];
    for (let i = 0; i < 3; i += 1)
      made.unshift((await pay(a, b, 10 + i, { reference: `ref-${a}`, pending: i === 2 })).body.id);
    const ids = async (query: string) => {
      const answer = await acme.get(`/v1/transactions?${query}`);
      expect(answer.status).toBe(200);
      return answer.body.data.map((one: { id: string }) => one.id) as string[];
    };
    await eventually(
      () => ids(`account=${b}`),
      (found) => found.join() === made.join(),
    );
    await eventually(
      () => ids(`reference=ref-${a}`),
      (found) => found.join() === made.join(),
    );
    expect(await ids(`account=${b}&state=pending`)).toEqual([made[0]]);
    expect(await ids(`account=${b}&reference=ref-${a}&limit=2`)).toEqual(made.slice(0, 2));
    expect(await ids(`account=${b}&state=nonsense`)).toEqual([]);
    expect(slug(await acme.get('/v1/transactions'))).toBe('query');
  });

  test('reverse makes the opposite once and links both ways', async () => {
    const [a, b] = [await account(100), await account()];
    const original = (await pay(a, b, 60)).body;
    const reversal = await acme.post(`/v1/transactions/${original.id}/reverse`, { description: 'mistake' });
    expect([reversal.status, reversal.body.reverses]).toEqual([201, original.id]);
    expect((await acme.get(`/v1/transactions/${original.id}`)).body.reversedBy).toBe(reversal.body.id);
    expect([(await balance(a)).posted, (await balance(b)).posted]).toEqual(['100', '0']);
    expect(slug(await acme.post(`/v1/transactions/${original.id}/reverse`))).toBe('transaction-state');
    expect(slug(await acme.post(`/v1/transactions/${reversal.body.id}/reverse`))).toBe('transaction-state');
  });
});

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
    await eventually(read, (answer) => answer.body.state === 'expired', 62_000);
    expect(await balance(a)).toEqual({ posted: '100', pendingIn: '0', pendingOut: '0', available: '100' });
    expect(slug(await acme.post(`/v1/transactions/${hold.body.id}/post`))).toBe('transaction-state');
  }, 90_000);
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
    const entries = await acme.get('/v1/accounts/@tips/entries?currency=USD&order=asc');
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

describe('meta', () => {
  test('health names every domain and the version that answers', async () => {
    const { status, body } = await acme.call('GET', '/v1/health', { token: null });
    expect([status, body.status]).toEqual([200, 'ok']);
    expect(body.domains.ledger).toMatchObject({ status: 'ok', version: expect.stringMatching(/^\d+$/) });
    expect(body.domains.identity.status).toBe('ok');
  });

  test('an unknown path is 404, a wrong method 405 with Allow, both without a token too', async () => {
    for (const token of [null, undefined]) {
      const options = token === null ? { token } : {};
      const unknown = await acme.call('GET', '/v1/nothing', options);
      expect([unknown.status, slug(unknown)]).toEqual([404, 'not-found']);
      const method = await acme.call('DELETE', '/v1/accounts', options);
      expect([method.status, slug(method)]).toEqual([405, 'method']);
      expect(method.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
    }
    expect((await acme.call('HEAD', '/v1/accounts')).status).toBe(405);
    expect((await acme.call('OPTIONS', '/v1/accounts')).status).toBe(405);
  });
});
