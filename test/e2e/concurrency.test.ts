import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkInvariants } from '../support/api-invariants.ts';
import { type Answer, type Client, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { belowFrom } from '../support/random.ts';

let cloud: LocalCloud;
let acme: Client;
beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
}, 90_000);
afterAll(() => cloud?.stop());

const open = async (id: string, funds: number): Promise<string> => {
  expect((await acme.post('/v1/accounts', { id, currency: 'USD' })).status).toBe(201);
  const body = { currency: 'USD', postings: [{ from: '@world', to: id, amount: String(funds) }] };
  expect((await acme.post('/v1/transactions', body)).status).toBe(201);
  return id;
};
const pay = (from: string, to: string, amount: number, more: object = {}, key?: string) =>
  acme.post('/v1/transactions', { currency: 'USD', postings: [{ from, to, amount: String(amount) }], ...more }, key);
const together = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));

describe('under concurrency', () => {
  test('100 identical requests at once have one effect and one answer', async () => {
    const id = await open('identical', 1000);
    const answers = await together(100, () => pay(id, '@world', 10, {}, 'identical-key'));
    const done = answers.filter((one) => one.status === 201);
    const waiting = answers.filter((one) => one.status === 409);
    expect(done.length + waiting.length).toBe(100);
    expect(new Set(done.map((one) => one.text)).size).toBe(1);
    expect(done.filter((one) => one.headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect((await acme.get(`/v1/accounts/${id}`)).body.balance.posted).toBe('990');
  }, 60_000);

  test('holds racing for the same funds never hold more than there is, and leave nothing unused', async () => {
    const id = await open('racing', 100);
    const answers = await together(40, () => pay(id, '@world', 30, { pending: true }));
    const held = answers.filter((one) => one.status === 201);
    expect(held).toHaveLength(3);
    expect(answers.filter((one) => one.status === 422 || one.status === 409)).toHaveLength(37);
    const resolve = (hold: Answer, index: number) =>
      together(4, (i) => acme.post(`/v1/transactions/${hold.body.id}/${(i + index) % 2 === 0 ? 'post' : 'void'}`));
    const ends = (await Promise.all(held.map(resolve))).flat();
    expect(ends.filter((one) => one.status === 200)).toHaveLength(3);
    const { balance } = (await acme.get(`/v1/accounts/${id}`)).body;
    const states = await Promise.all(
      held.map(async (one) => (await acme.get(`/v1/transactions/${one.body.id}`)).body.state),
    );
    expect(balance.pendingOut).toBe('0');
    expect(balance.posted).toBe(String(100 - 30 * states.filter((state) => state === 'posted').length));
  }, 60_000);

  test('32 workers on 20 accounts keep every invariant', async () => {
    const ids = await together(20, (index) => open(`busy-${index}`, 1000));
    const statuses = new Map<number, number>();
    await together(32, async (worker) => {
      const below = belowFrom(worker + 1);
      for (let step = 0; step < 40; step += 1) {
        const from = ids[below(20)] ?? '';
        const to = below(10) === 0 ? '@fees' : (ids[below(20)] ?? '');
        if (from === to) continue;
        const pending = below(4) === 0;
        const answer = await pay(from, to, 1 + below(300), { pending });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status !== 201) continue;
        const { id } = answer.body;
        if (pending) await acme.post(`/v1/transactions/${id}/${below(2) === 0 ? 'post' : 'void'}`);
        else if (below(10) === 0) await acme.post(`/v1/transactions/${id}/reverse`);
      }
    });
    expect([...statuses.keys()].filter((status) => ![201, 422, 409].includes(status))).toEqual([]);
    expect(statuses.get(201) ?? 0).toBeGreaterThan(400);
    await checkInvariants(acme, ['identical', 'racing', ...ids], ['@world', '@fees']);
  }, 180_000);
});
