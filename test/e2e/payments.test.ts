import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine, wordsOf } from '../support/command-line.ts';
import { type Client, clientOf, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { commandsOf } from '../support/runbook.ts';

let cloud: LocalCloud;
let acme: Client;
/** Another client of acme, which decides about what the first one asked for. */
let second: Client;

beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
  await opened(acme, 'payer', '100000');
  await opened(acme, 'payee');
  await opened(acme, 'poor');
  await opened(cloud.client('globex'), 'payer', '100000');
  const scopes = ['payments:read', 'payments:approve'];
  const { body } = await acme.post('/v1/clients', { name: 'second pair of eyes', scopes });
  second = clientOf(cloud.url, { tenant: 'acme', clientId: body.id, clientSecret: body.secret });
}, 150_000);
afterAll(() => cloud?.stop());

const opened = async (client: Client, id: string, amount?: string): Promise<void> => {
  expect((await client.post('/v1/accounts', { id, currency: 'USD' })).status).toBe(201);
  if (amount === undefined) return;
  const postings = [{ from: '@world', to: id, amount }];
  expect((await client.post('/v1/transactions', { currency: 'USD', postings })).status).toBe(201);
};

const pay = (destination: string, amount = '1000', from = 'payer') => ({
  from,
  to: { rail: 'sandbox', destination },
  amount,
  currency: 'USD',
  reference: 'invoice 42',
});
const book = (amount = '1000', from = 'payer', to = 'payee') => ({
  from,
  to: { account: to },
  amount,
  currency: 'USD',
});

const balanceOf = async (client: Client, id: string) => (await client.get(`/v1/accounts/${id}`)).body.balance;
const clearing = async () => {
  const { body } = await acme.get('/v1/accounts/@rail.sandbox.clearing');
  const { posted = '0', pendingIn = '0' } = body.balances?.[0] ?? {};
  return { posted, pendingIn };
};
// biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
type Seen = any;
const reaches = (id: string, good: (payment: Seen) => boolean) =>
  eventually(async () => (await acme.get(`/v1/payments/${id}`)).body, good, 15_000);

describe('a payment over book', () => {
  test('is settled when it is answered, and the same key is the same payment', async () => {
    const key = randomUUID();
    const first = await acme.post('/v1/payments', book(), key);
    expect([first.status, first.body.state, first.body.step]).toEqual([201, 'settled', 'settled']);
    expect(first.body.timeline.map(({ step }: { step: string }) => step)).toEqual(['created', 'settled']);
    const again = await acme.post('/v1/payments', book(), key);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await acme.post('/v1/payments', book('1001'), key)).body.type).toBe('/problems/idempotency-key-reused');
    const { body } = await acme.get(`/v1/transactions/${first.body.transactions.settlement}`);
    expect([body.state, body.reference]).toEqual(['posted', first.body.id]);
    expect((await balanceOf(acme, 'payee')).posted).toBe('1000');
  });

  test('that the ledger refuses is its refusal, for ever, and a failed payment', async () => {
    const key = randomUUID();
    const refused = await acme.post('/v1/payments', book('5', 'poor'), key);
    expect([refused.status, refused.body.type]).toEqual([422, '/problems/insufficient-funds']);
    expect((await acme.post('/v1/payments', book('5', 'poor'), key)).text).toBe(refused.text);
    const { body } = await eventually(
      () => acme.get('/v1/payments?account=poor&state=failed'),
      ({ body }) => body.data.length > 0,
    );
    expect(body.data[0].failure.code).toBe('insufficient-funds');
    expect((await acme.post('/v1/payments', book('5', 'payer', 'nobody'))).body.type).toBe(
      '/problems/account-not-found',
    );
  });

  test('is refunded in parts, and no further than it was paid', async () => {
    const before = BigInt((await balanceOf(acme, 'payer')).posted);
    const { body } = await acme.post('/v1/payments', book('900'));
    const part = await acme.post(`/v1/payments/${body.id}/refund`, { amount: '400' });
    expect(part.status).toBe(200);
    expect(await reaches(body.id, ({ state }) => state === 'partially_refunded')).toMatchObject({
      refundedAmount: '400',
    });
    expect((await acme.post(`/v1/payments/${body.id}/refund`, { amount: '501' })).body.type).toBe(
      '/problems/payment-state',
    );
    await acme.post(`/v1/payments/${body.id}/refund`);
    await reaches(body.id, ({ state }) => state === 'refunded');
    expect(BigInt((await balanceOf(acme, 'payer')).posted)).toBe(before);
    expect((await acme.post(`/v1/payments/${body.id}/refund`)).status).toBe(409);
    expect((await acme.post(`/v1/payments/${body.id}/cancel`)).body.type).toBe('/problems/payment-state');
  });
});

describe('a payment over the sandbox', () => {
  const ended = async (destination: string, state: string) => {
    const { status, body } = await acme.post('/v1/payments', pay(destination));
    expect([status, body.state]).toEqual([201, 'processing']);
    return reaches(body.id, (payment) => payment.state === state);
  };

  test('is held, submitted and settled; twice said is once paid', async () => {
    const [before, start] = [await balanceOf(acme, 'payer'), await clearing()];
    const payments = await Promise.all(['ok', 'twice', 'ok:anything'].map((one) => ended(one, 'settled')));
    for (const { timeline } of payments) {
      const steps = timeline.map(({ step }: { step: string }) => step);
      expect(steps.filter((step: string) => step !== 'submitted')).toEqual([
        'created',
        'held',
        'submitting',
        'paid-by-rail',
        'settled',
      ]);
    }
    const after = await balanceOf(acme, 'payer');
    expect(BigInt(before.posted) - BigInt(after.posted)).toBe(3_000n);
    expect(after.pendingOut).toBe('0');
    await eventually(
      clearing,
      ({ posted, pendingIn }) => BigInt(posted) - BigInt(start.posted) === 3_000n && pendingIn === '0',
    );
  });

  test('that the bank refuses fails, and nothing is held any more', async () => {
    const payment = await ended('refuse', 'failed');
    expect(payment.failure.code).toBe('refused-by-sandbox');
    expect((await balanceOf(acme, 'payer')).pendingOut).toBe('0');
  });

  test('without funds fails by the ledger’s word', async () => {
    const { body } = await acme.post('/v1/payments', pay('ok', '7', 'poor'));
    expect(await reaches(body.id, ({ state }) => state === 'failed')).toMatchObject({
      failure: { code: 'insufficient-funds' },
    });
  });

  test('is canceled while the bank can still be stopped, and not where it cannot', async () => {
    const { body } = await acme.post('/v1/payments', pay('late'));
    await reaches(body.id, ({ step }) => step === 'submitted');
    expect((await acme.post(`/v1/payments/${body.id}/cancel`)).status).toBe(200);
    await reaches(body.id, ({ state }) => state === 'canceled');
    expect((await balanceOf(acme, 'payer')).pendingOut).toBe('0');
  });

  test('that the bank contradicts is kept for another pair of eyes', async () => {
    const { body } = await acme.post('/v1/payments', pay('contradict'));
    await reaches(body.id, ({ stuck, state }) => stuck === 'rail-contradicts' && state === 'settled');
    expect((await acme.post(`/v1/payments/${body.id}/refund`)).status).toBe(409);
    const own = await acme.call('POST', `/v1/payments/${body.id}/resolve`, {
      body: { outcome: 'settled' },
      token: await acme.token('payments:approve'),
    });
    expect([own.status, own.body.type]).toEqual([403, '/problems/four-eyes']);
    const resolved = await second.post(`/v1/payments/${body.id}/resolve`, { outcome: 'returned' });
    expect(resolved.status).toBe(200);
    const payment = await reaches(body.id, ({ state }) => state === 'returned');
    expect(payment.stuck).toBeNull();
    expect((await second.post(`/v1/payments/${body.id}/resolve`, { outcome: 'returned' })).status).toBe(409);
  });

  test('waits with its money held while its rail is stopped, and can be canceled', async () => {
    const stopped = await second.post('/v1/payment-rails/sandbox/stop');
    expect([stopped.status, stopped.body.stopped]).toEqual([200, true]);
    const { body } = await acme.post('/v1/payments', pay('ok'));
    await reaches(body.id, ({ step }) => step === 'reserved');
    expect((await balanceOf(acme, 'payer')).pendingOut).toBe('1000');
    await acme.post(`/v1/payments/${body.id}/cancel`);
    await reaches(body.id, ({ state }) => state === 'canceled');
    expect((await second.post('/v1/payment-rails/sandbox/start')).body.stopped).toBe(false);
    expect((await balanceOf(acme, 'payer')).pendingOut).toBe('0');
  });
});

describe('payments', () => {
  test('are told in the feed, each of its ends once', async () => {
    const { body } = await acme.post('/v1/payments', pay('ok:told'));
    await reaches(body.id, ({ state }) => state === 'settled');
    const told = async (): Promise<readonly string[]> => {
      const types: string[] = [];
      let after = '';
      for (let page = 0; page < 20; page += 1) {
        const { body: events } = await acme.get(`/v1/events?limit=100${after}`);
        types.push(...events.data.flatMap((one: Seen) => (one.data.payment?.id === body.id ? [one.type] : [])));
        if (events.nextCursor === null) break;
        after = `&after=${events.nextCursor}`;
      }
      return types;
    };
    const types = await eventually(told, (all) => all.includes('payments.PaymentSettled'));
    expect(types.filter((type) => type !== 'payments.PaymentSubmitted').toSorted()).toEqual([
      'payments.PaymentCreated',
      'payments.PaymentSettled',
    ]);
  });

  test('are nobody else’s, and need their scopes', async () => {
    const { body } = await acme.post('/v1/payments', book('1'));
    const globex = cloud.client('globex');
    expect((await globex.get(`/v1/payments/${body.id}`)).status).toBe(404);
    for (const call of ['cancel', 'refund'])
      expect((await globex.post(`/v1/payments/${body.id}/${call}`)).status).toBe(404);
    expect((await globex.get('/v1/payments')).body.data).toEqual([]);
    for (const [method, path, scope] of [
      ['GET', '/v1/payments', 'payments:write'],
      ['GET', `/v1/payments/${body.id}`, 'payments:approve'],
      ['GET', '/v1/payment-rails', 'payments:write'],
      ['POST', '/v1/payments', 'payments:read'],
      ['POST', `/v1/payments/${body.id}/cancel`, 'payments:read'],
      ['POST', `/v1/payments/${body.id}/refund`, 'payments:approve'],
      ['POST', `/v1/payments/${body.id}/resolve`, 'payments:write'],
      ['POST', '/v1/payment-rails/sandbox/stop', 'payments:write'],
      ['POST', '/v1/payment-rails/sandbox/start', 'payments:write'],
    ] as const) {
      const { status } = await acme.call(method, path, {
        ...(method === 'POST' ? { body: {} } : {}),
        token: await acme.token(scope),
      });
      expect([method, path, status]).toEqual([method, path, 403]);
    }
  });

  test('are listed newest first, page by page, by account and state, and their keys have outcomes', async () => {
    const key = randomUUID();
    const { body } = await acme.post('/v1/payments', book('3'), key);
    await eventually(
      () => acme.get('/v1/payments?limit=1'),
      (answer) => answer.body.data[0]?.id === body.id,
    );
    const all: string[] = [];
    let cursor = '';
    for (let page = 0; page < 50; page += 1) {
      const answer = await acme.get(`/v1/payments?limit=3&account=payer${cursor}`);
      all.push(...answer.body.data.map(({ id }: { id: string }) => id));
      if (answer.body.nextCursor === null) break;
      cursor = `&cursor=${answer.body.nextCursor}`;
    }
    expect(new Set(all).size).toBe(all.length);
    const whole = await acme.get('/v1/payments?limit=100&account=payer');
    expect(all).toEqual(whole.body.data.map(({ id }: { id: string }) => id));
    const outcome = await acme.get(`/v1/outcomes?operation=createPayment&key=${key}`);
    expect(outcome.body).toMatchObject({ status: 201, body: { id: body.id } });
  });

  test.each([
    ['an unknown rail', { to: { rail: 'pigeon', destination: 'x' } }, 422, 'rail-unknown', '/to/rail'],
    ['book with a destination', { to: { rail: 'book', destination: 'x' } }, 422, 'rail-unknown', '/to/rail'],
    [
      'what the sandbox does not know',
      { to: { rail: 'sandbox', destination: 'maybe' } },
      422,
      'destination-invalid',
      '/to/destination',
    ],
    ['a system account', { from: '@world' }, 400, 'id-format', '/from'],
    ['no amount', { amount: '0' }, 422, 'amount-not-positive', '/amount'],
    ['a day that is over', { scheduledFor: '2020-01-01' }, 422, 'date-window', '/scheduledFor'],
    ['no day', { scheduledFor: 'soon' }, 400, 'date-format', '/scheduledFor'],
  ])('refuse %s', async (_, change, status, slug, pointer) => {
    const answer = await acme.post('/v1/payments', { ...pay('ok'), ...change });
    expect([answer.status, answer.body.type]).toEqual([status, `/problems/${slug}`]);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });
});

describe('the clearing account', () => {
  test('balances with the payments; an entry that is none of theirs is found, and the runbook takes it back', async () => {
    const [command = ''] = commandsOf('payments-stuck').filter((line) => line.includes('payments clearing'));
    const of = (rail: string) =>
      line.run([...wordsOf(command.replace('sepa', rail)).slice(1), '--data', cloud.dataDir]);
    const check = () => of('sandbox');
    const line = new CommandLine();
    try {
      expect(await check()).toMatchObject({ code: 0, stdout: expect.stringContaining('balances') });
      expect(await of('nosuch')).toMatchObject({ code: 1, stderr: expect.stringMatching(/There are .*sandbox/) });
      const postings = [{ from: '@world', to: '@rail.sandbox.clearing', amount: '7' }];
      const { body } = await acme.post('/v1/transactions', { currency: 'USD', postings });
      const found = await eventually(check, ({ code }) => code !== 0, 60_000);
      expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining('DOES NOT BALANCE') });
      expect(found.stdout).toContain(`no payment over sandbox: ${body.id}`);
      expect((await acme.post(`/v1/transactions/${body.id}/reverse`)).status).toBe(201);
      expect(await eventually(check, ({ code }) => code === 0, 60_000)).toMatchObject({ code: 0 });
    } finally {
      line.end();
    }
  }, 150_000);
});
