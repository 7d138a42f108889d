import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, clientOf, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

let cloud: LocalCloud;
let acme: Client;
/** Other clients of acme, which decide. */
let boss: Client;
let second: Client;

beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
  for (const id of ['payer', 'payee']) await acme.post('/v1/accounts', { id, currency: 'USD' });
  const postings = [{ from: '@world', to: 'payer', amount: '100000' }];
  await acme.post('/v1/transactions', { currency: 'USD', postings });
  boss = await another('boss');
  second = await another('second');
}, 150_000);
afterAll(() => cloud?.stop());

const another = async (name: string): Promise<Client> => {
  const scopes = ['payments:read', 'payments:approve'];
  const { body } = await acme.post('/v1/clients', { name, scopes });
  return clientOf(cloud.url, { tenant: 'acme', clientId: body.id, clientSecret: body.secret });
};
const pay = (amount: string, to: object = { account: 'payee' }) => ({ from: 'payer', to, amount, currency: 'USD' });
const sandbox = { rail: 'sandbox', destination: 'ok' };
const remove = (path: string) => boss.call('DELETE', path);
const reaches = (id: string, state: string) =>
  eventually(
    async () => (await acme.get(`/v1/payments/${id}`)).body,
    (one) => one.state === state,
    15_000,
  );
const used = async (id: string) => (await boss.get(`/v1/payment-limits/${id}`)).body.usage;

describe('a limit', () => {
  test('lets through what fits, tells what is left, and is free again where a payment has failed', async () => {
    const asked = { window: 'day', currency: 'USD', amount: '1000', count: 3, account: 'payer' };
    const { status, body: limit } = await boss.post('/v1/payment-limits', asked);
    expect(status).toBe(201);
    expect((await acme.post('/v1/payments', pay('600'))).status).toBe(201);
    const refused = await acme.post('/v1/payments', pay('401', sandbox), 'over');
    expect([refused.status, refused.body.type]).toEqual([422, '/problems/limit-exceeded']);
    expect(refused.body.detail).toContain('400 minor units and 2 payments');
    expect(await used(limit.id)).toMatchObject({ amount: '600', count: 1 });
    const failing = await acme.post('/v1/payments', pay('400', { rail: 'sandbox', destination: 'refuse' }));
    await reaches(failing.body.id, 'failed');
    expect(await used(limit.id)).toMatchObject({ amount: '600', count: 1 });
    expect((await remove(`/v1/payment-limits/${limit.id}`)).status).toBe(204);
    expect((await remove(`/v1/payment-limits/${limit.id}`)).status).toBe(404);
    // The refusal is that of its key, for ever.
    expect((await acme.post('/v1/payments', pay('401', sandbox), 'over')).text).toBe(refused.text);
    expect((await acme.post('/v1/payments', pay('401', sandbox))).status).toBe(201);
  });

  test('holds under payments at the same time', async () => {
    const { body: limit } = await boss.post('/v1/payment-limits', { window: 'month', currency: 'USD', amount: '500' });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => acme.post('/v1/payments', pay('100', i % 2 === 0 ? sandbox : undefined))),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(5).fill(201), ...Array(7).fill(422)]);
    expect(await used(limit.id)).toMatchObject({ amount: '500', count: 5 });
    await remove(`/v1/payment-limits/${limit.id}`);
  });

  test.each([
    ['without amount and count', { amount: undefined }, 400, 'schema', '/amount'],
    ['of each payment with a count', { window: 'payment', count: 1 }, 400, 'schema', '/count'],
    ['in an offset', { timeZone: '+01:00' }, 400, 'schema', '/timeZone'],
    ['of a system account', { account: '@world' }, 400, 'id-format', '/account'],
    ['of an unknown rail', { rail: 'pigeon' }, 422, 'rail-unknown', '/rail'],
    ['of no payment at all', { count: 0 }, 400, 'schema', '/count'],
  ])('%s is refused', async (_, change, status, slug, pointer) => {
    const answer = await boss.post('/v1/payment-limits', { window: 'day', currency: 'USD', amount: '5', ...change });
    expect([answer.status, answer.body.type]).toEqual([status, `/problems/${slug}`]);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });
});

describe('an approval', () => {
  test('comes from other clients, lets the payment run, and is told in the feed', async () => {
    const asked = { currency: 'USD', fromAmount: '5000', approvers: 2 };
    const { body: rule } = await boss.post('/v1/approval-rules', asked);
    expect((await acme.get('/v1/approval-rules')).body.data).toEqual([rule]);
    const small = await acme.post('/v1/payments', pay('4999', sandbox));
    expect(small.body.state).toBe('processing');
    const { status, body } = await acme.post('/v1/payments', pay('5000', sandbox));
    expect([status, body.state, body.approvals]).toEqual([201, 'awaiting_approval', { needed: 2, given: [] }]);
    // A rule that is taken away does not let go of a payment that waits.
    expect((await remove(`/v1/approval-rules/${rule.id}`)).status).toBe(204);
    expect((await acme.get('/v1/payments?state=awaiting_approval')).body.data).toHaveLength(1);
    expect((await boss.post(`/v1/payments/${body.id}/approve`)).body.state).toBe('awaiting_approval');
    expect((await boss.post(`/v1/payments/${body.id}/approve`)).body.type).toBe('/problems/four-eyes');
    expect((await second.post(`/v1/payments/${body.id}/approve`)).body.state).toBe('processing');
    const { timeline } = await reaches(body.id, 'settled');
    expect(timeline.slice(0, 5).map(({ step }: { step: string }) => step)).toEqual([
      'created',
      'awaiting-approval',
      'approval-given',
      'approved',
      'started',
    ]);
    const told = async () =>
      (await acme.get('/v1/events?limit=100')).body.data
        .filter((one: { data: { payment?: { id: string } } }) => one.data.payment?.id === body.id)
        .map(({ type }: { type: string }) => type);
    expect(await eventually(told, (types) => types.includes('payments.PaymentSettled'))).toEqual(
      expect.arrayContaining([
        'payments.PaymentCreated',
        'payments.PaymentAwaitingApproval',
        'payments.PaymentApproved',
        'payments.PaymentSettled',
      ]),
    );
  });

  test('is no business of the maker, of another tenant, or of a client without the scope', async () => {
    const { body: rule } = await boss.post('/v1/approval-rules', { currency: 'USD', fromAmount: '1', approvers: 1 });
    const { body } = await acme.post('/v1/payments', pay('1'));
    for (const call of ['approve', 'reject']) {
      const path = `/v1/payments/${body.id}/${call}`;
      const token = await acme.token('payments:approve');
      expect((await acme.call('POST', path, { body: {}, token })).body.type).toBe('/problems/four-eyes');
      expect((await cloud.client('globex').post(path)).status).toBe(404);
      expect((await acme.call('POST', path, { body: {}, token: await acme.token('payments:write') })).status).toBe(403);
    }
    for (const [method, path] of [
      ['POST', '/v1/payment-limits'],
      ['POST', '/v1/approval-rules'],
      ['DELETE', `/v1/approval-rules/${rule.id}`],
    ] as const) {
      const token = await acme.token('payments:write payments:read');
      const { status } = await acme.call(method, path, { ...(method === 'POST' ? { body: {} } : {}), token });
      expect([method, path, status]).toEqual([method, path, 403]);
    }
    expect((await cloud.client('globex').get('/v1/approval-rules')).body.data).toEqual([]);
    const rejected = await second.post(`/v1/payments/${body.id}/reject`);
    expect([rejected.status, rejected.body.state, rejected.body.failure.code]).toEqual([200, 'failed', 'rejected']);
    expect((await acme.post(`/v1/payments/${body.id}/cancel`)).status).toBe(409);
    await remove(`/v1/approval-rules/${rule.id}`);
  });
});
