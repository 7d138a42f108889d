import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Limit } from '../../../functions/payments/model/limit.ts';
import { windowAt } from '../../../functions/payments/model/limit.ts';
import type { Payment } from '../../../functions/payments/model/payment.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { PaymentsWorld } from './world.ts';

/** A share of them below 1, as elsewhere; from 1 on, so many: `FOLIO_TEST_RUNS=10000`. */
const SAID = Number(process.env.FOLIO_TEST_RUNS ?? 0);
const RUNS = SAID >= 1 ? SAID : 40;
const DAY = 86_400_000;
const CURRENCIES = ['USD', 'EUR'] as const;
const CLIENTS = ['cli_1', 'cli_2'] as const;
const FUNDS = 1_000_000n;

interface Asked {
  readonly client: string;
  readonly body: { readonly from: string; readonly to: object; readonly amount: string; readonly currency: string };
}

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const limit = fc
  .record({
    window: fc.constantFrom('payment', 'day', 'week', 'month'),
    timeZone: fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York'),
    currency: fc.constantFrom(...CURRENCIES),
    amount: maybe(fc.integer({ min: 1, max: 3_000 }).map(String)),
    count: maybe(fc.integer({ min: 1, max: 6 })),
    account: maybe(fc.constantFrom('payer', 'other')),
    client: maybe(fc.constantFrom(...CLIENTS)),
    rail: maybe(fc.constantFrom('book', 'sandbox')),
  })
  .filter(({ window, amount, count }) =>
    window === 'payment' ? amount !== undefined && count === undefined : amount !== undefined || count !== undefined,
  );
const end = fc.constantFrom<object>(
  { account: 'payee' },
  { account: 'closed' },
  { rail: 'sandbox', destination: 'ok' },
  { rail: 'sandbox', destination: 'refuse' },
  { rail: 'sandbox', destination: 'late' },
);
const asked: fc.Arbitrary<Asked> = fc.record({
  client: fc.constantFrom(...CLIENTS),
  body: fc.record({
    from: fc.constantFrom('payer', 'other', 'poor'),
    to: end,
    amount: fc.integer({ min: 1, max: 1_500 }).map(String),
    currency: fc.constantFrom(...CURRENCIES),
  }),
});
/** Payments that are asked for at the same time, then some rest, then some of them are canceled. */
const round = fc.record({
  payments: fc.array(asked, { minLength: 1, maxLength: 6 }),
  cancels: fc.boolean(),
  later: fc.constantFrom(0, 60_000, DAY / 3, 2 * DAY),
});

const concerns = (one: Limit, { from, to, currency, maker }: Payment): boolean =>
  one.currency === currency &&
  [one.account ?? from, one.client ?? maker, one.rail ?? to.rail].join() === [from, maker, to.rail].join();

const tallied = (payments: readonly Payment[]) => ({
  amount: payments.reduce((sum, { amount }) => sum + amount, 0n),
  count: payments.length,
});

/** Of these two one is made and one refused, whatever chance brings besides. */
const ONE_A_DAY = { window: 'day', timeZone: 'UTC', currency: 'USD', amount: undefined, count: 1 };
const PAID = { from: 'payer', to: { account: 'payee' }, amount: '1', currency: 'USD' } as const;
const TWO_AT_ONCE = { payments: CLIENTS.map((client) => ({ client, body: PAID })), cancels: false, later: 0 };

await onEachEngine((engine) => {
  const client = clientOf(engine);

  /** In every window of every limit: no more than it allows counts, and what the table has counted is what there is. */
  const expectKept = async (world: PaymentsWorld, limits: readonly Limit[]): Promise<readonly Payment[]> => {
    const payments = await world.payments();
    const counters = new Map(
      (await world.items()).filter(({ sk }) => sk?.S === 'C').map((item) => [item.pk?.S?.split('#')[2], item]),
    );
    const counting = payments.filter(({ step }) => step !== 'failed' && step !== 'canceled');
    const sums = new Map<string, ReturnType<typeof tallied>>();
    for (const one of limits) {
      const mine = counting.filter((payment) => concerns(one, payment));
      if (one.window === 'payment') {
        for (const { amount } of mine) expect(amount <= (one.amount ?? 0n)).toBe(true);
        continue;
      }
      for (const [window, some] of Map.groupBy(mine, ({ createdAt }) => windowAt(one, createdAt))) {
        const sum = tallied(some);
        if (one.amount !== undefined) expect(sum.amount <= one.amount).toBe(true);
        if (one.count !== undefined) expect(sum.count <= one.count).toBe(true);
        sums.set(`${one.id}.${window}`, sum);
      }
    }
    const found = [...counters].filter(([, item]) => item.count?.N !== '0');
    expect(new Map(found.map(([name, item]) => [name, `${item.amount?.N} in ${item.count?.N}`]))).toEqual(
      new Map([...sums].map(([name, { amount, count }]) => [name, `${amount} in ${count}`])),
    );
    return payments;
  };

  let refused = 0;
  let made = 0;
  const play = async (
    bodies: readonly object[],
    rounds: readonly { payments: readonly Asked[]; cancels: boolean; later: number }[],
  ) => {
    const world = await PaymentsWorld.on(client);
    for (const account of ['payer', 'other']) world.ledger.balances.set(account, FUNDS);
    world.ledger.closed.add('closed');
    const limits: Limit[] = [];
    for (const body of bodies) {
      const { status, json } = await world.ask('POST /v1/payment-limits', { body, client: 'cli_boss' });
      expect(status).toBe(201);
      const { amount, ...rest } = json;
      const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
      limits.push({ ...known, ...(amount === null ? {} : { amount: BigInt(amount) }) } as unknown as Limit);
    }
    for (const { payments, cancels, later } of rounds) {
      const answers = await Promise.all(
        payments.map((one) => world.ask('POST /v1/payments', { ...one, key: randomUUID() })),
      );
      for (const { status, json } of answers) {
        const slugs = ['/problems/limit-exceeded', '/problems/account-closed', '/problems/insufficient-funds'];
        expect(status === 201 || slugs.includes(json.type)).toBe(true);
        if (json.type === '/problems/limit-exceeded') refused += 1;
        if (status === 201) made += 1;
      }
      await expectKept(world, limits);
      const [first] = answers;
      if (cancels && first?.status === 201) await world.ask('POST /v1/payments/{id}/cancel', { id: first.json.id });
      await world.pump();
      await expectKept(world, limits);
      if (later > 0) await world.pass(later);
    }
    await world.settle();
    const payments = await expectKept(world, limits);
    // Whoever came to nothing counts nowhere; whoever counts is under way or paid.
    for (const { step, counted } of payments) if (step === 'failed' || step === 'canceled') expect(counted).toEqual([]);
  };

  test(
    'a limit is never passed, and what it has counted is what runs or is paid, whoever asks for what at the same time',
    async () => {
      const property = fc.asyncProperty(
        fc.array(limit, { minLength: 1, maxLength: 3 }),
        fc.array(round, { minLength: 1, maxLength: 4 }),
        play,
      );
      await fc.assert(property, { numRuns: RUNS, examples: [[[ONE_A_DAY], [TWO_AT_ONCE]]] });
      expect(Math.min(refused, made)).toBeGreaterThan(0);
    },
    Math.max(300_000, RUNS * 2_000),
  );

  test('is set as often as there is room, and taken away once', async () => {
    const world = await PaymentsWorld.on(client);
    const set = (key: string) =>
      world.ask('POST /v1/payment-limits', { key, body: { window: 'day', currency: 'USD', amount: '7' } });
    // At the same time: each change is on the condition of the policy that it has read.
    const all = await Promise.all(Array.from({ length: 8 }, (_, i) => set(`k-${i}`)));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect((await set('k-0')).text).toBe(all[0]?.text);
    for (let i = 8; i < 40; i += 1) expect((await set(`k-${i}`)).status).toBe(201);
    expect((await set('k-40')).json.type).toBe('/problems/policy-full');
    const id = all[3]?.json.id;
    const taken = await Promise.all([0, 1, 2].map(() => world.call('DELETE /v1/payment-limits/{id}', { id })));
    expect(taken.map((answer) => answer?.status).toSorted()[0]).toBe(204);
    expect((await world.call('DELETE /v1/payment-limits/{id}', { id }))?.status).toBe(404);
    expect((await world.ask('GET /v1/payment-limits')).json.data).toHaveLength(39);
    expect((await set('k-40')).json.type).toBe('/problems/policy-full');
    expect((await set('k-41')).status).toBe(201);
    expect((await world.ask('GET /v1/payment-limits', { tenant: 'globex' })).json.data).toEqual([]);
  });

  test('is counted once although answers get lost, and is free again once a payment has failed', async () => {
    const world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
    await world.ask('POST /v1/payment-limits', { body: { window: 'day', currency: 'USD', amount: '1000', count: 2 } });
    let calls = 0;
    world.fault = ({ name }) => {
      if (name !== 'TransactWriteItems') return undefined;
      calls += 1;
      if (calls % 2 === 0) return undefined;
      return {
        answers: async (effect) => {
          await effect();
          throw Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' });
        },
      };
    };
    const usage = async () => (await world.ask('GET /v1/payment-limits')).json.data[0].usage;
    for (const [to, status] of [
      [{ rail: 'sandbox', destination: 'refuse' }, 201],
      [{ account: 'payee' }, 422],
    ] as const) {
      const body = { from: 'payer', to, amount: '600', currency: 'USD' };
      expect((await world.ask('POST /v1/payments', { body })).status).toBe(status);
      expect(await usage()).toMatchObject({ amount: '600', count: 1 });
    }
    await world.settle();
    expect(await usage()).toMatchObject({ amount: '0', count: 0 });
    const body = { from: 'payer', to: { account: 'payee' }, amount: '1000', currency: 'USD' };
    expect((await world.ask('POST /v1/payments', { body })).json.state).toBe('settled');
    expect(await usage()).toMatchObject({ amount: '1000', count: 1 });
    // Nothing of it is read: nothing is made.
    world.fault = ({ by, name }) =>
      by === 'api' && /^(BatchGetItem|GetItem)$/.test(name)
        ? { fails: Object.assign(new Error('down'), { name: 'ServiceUnavailable' }) }
        : undefined;
    const blind = await world.call('POST /v1/payments', { body: { ...body, amount: '1' } });
    expect(blind?.status).toBe(503);
    world.fault = () => undefined;
    expect(await world.payments()).toHaveLength(2);
  });
});
