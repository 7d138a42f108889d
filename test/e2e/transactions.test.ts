import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DOMAINS } from '../../lib/domains.ts';
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
    const long = 'x'.repeat(700);
    for (const filter of [`account=${long}`, `reference=${long}`])
      expect([filter, await ids(filter)]).toEqual([filter, []]);
    for (const state of ['nonsense', long])
      expect([state, slug(await acme.get(`/v1/transactions?account=${b}&state=${state}`))]).toEqual([state, 'query']);
    expect(slug(await acme.get(`/v1/transactions?account=${b}&state=pending&cursor=garbage`))).toBe('cursor-invalid');
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

describe('meta', () => {
  test('shows a page to whoever opens its address, and nothing may run in it', async () => {
    const { status, headers, text } = await acme.call('GET', '/', { token: null });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(links).toContain('/v1/openapi.json');
    for (const path of links)
      expect([path, (await acme.call('GET', path, { token: null })).status]).toEqual([path, 200]);
  });

  test('health names every domain, its release and the version that answers', async () => {
    const { status, body } = await acme.get('/v1/health/domains');
    expect([status, body.status]).toEqual([200, 'ok']);
    const fresh = { status: 'ok', release: 1, version: '1' };
    const others = DOMAINS.filter(({ name }) => name !== 'meta').map(({ name }) => [name, fresh]);
    expect(body.domains).toEqual(Object.fromEntries(others));
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
