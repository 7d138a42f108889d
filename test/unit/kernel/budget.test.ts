import { ConditionalCheckFailedException, type UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { Budgets } from '../../../functions/kernel/aws/budget.ts';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import type { Call, Route } from '../../../functions/kernel/core/call.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { budgeted } from '../../../functions/kernel/http/budgeted.ts';
import { clockOf } from '../../support/clock.ts';

/** The one item of each tenant, with the two conditions that a budget puts. */
const table = () => {
  const paidAt = new Map<string, number>();
  let writes = 0;
  const send = async ({ input }: UpdateItemCommand) => {
    const tenant = String(input.Key?.pk?.S);
    const values = input.ExpressionAttributeValues ?? {};
    const of = (name: string) => Number(values[name]?.N);
    const seen = paidAt.get(tenant);
    const idle = input.UpdateExpression?.startsWith('SET') === true;
    const holds = idle
      ? seen === undefined || seen < of(':now')
      : seen !== undefined && seen >= of(':now') && seen <= of(':latest');
    if (!holds) {
      const Item = seen === undefined ? undefined : { paidAt: { N: String(seen) } };
      throw new ConditionalCheckFailedException({ message: '', $metadata: {}, ...(Item && { Item }) });
    }
    writes += 1;
    paidAt.set(tenant, idle ? of(':then') : Number(seen) + of(':price'));
    return {};
  };
  return { dynamo: { send } as unknown as Dynamo, writes: () => writes };
};

const RATE = 100;
const BURST = 2_000;

/** Environments over one table, on a clock that the test moves. */
const rig = (environments = 1) => {
  const { dynamo, writes } = table();
  const time = { now: 1_000_000 };
  const clock = clockOf(() => time.now);
  const keyOf = (tenant: string) => ({ pk: { S: tenant } });
  const budget = { itemsPerSecond: RATE, burst: BURST };
  const faults: unknown[] = [];
  const routes = Array.from({ length: environments }, () => {
    const budgets = new Budgets({ dynamo, table: 't', clock, keyOf, budget, together: 25 });
    const route = { operation: {}, handle: async () => ({ status: 201 }) } as unknown as Route<Operation>;
    const onFault = (error: unknown) => void faults.push(error);
    const items = (call: Call<Operation>) => Number(call.body as unknown);
    return budgeted({ budgets, onFault }, route, items);
  });
  let turn = 0;
  const ask = async (items: number, tenant = 'acme') => {
    turn += 1;
    const route = routes[turn % routes.length];
    try {
      return (await route?.handle({ caller: { tenant }, body: items } as never))?.status;
    } catch (error) {
      const { problem, retryAfterSeconds } = error as { problem: { slug: string }; retryAfterSeconds: number };
      return { slug: problem.slug, wait: retryAfterSeconds };
    }
  };
  return { ask, time, writes, faults };
};

describe('a budget', () => {
  test('lets the burst through at once, then says how long to wait, and lets through what it said', async () => {
    const { ask, time } = rig();
    expect([await ask(1_000), await ask(1_000)]).toEqual([201, 201]);
    expect(await ask(1_000)).toEqual({ slug: 'over-budget', wait: 10 });
    time.now += 500;
    expect(await ask(20)).toBe(201);
    time.now -= 500;
    time.now += 9_000;
    expect(await ask(1_000)).toMatchObject({ slug: 'over-budget' });
    time.now += 1_200;
    expect(await ask(1_000)).toBe(201);
  });

  test('says the wait in whole seconds, rounded up: who waits as long is let through', async () => {
    const { ask, time } = rig();
    await ask(BURST);
    time.now += 1;
    expect(await ask(1_000)).toEqual({ slug: 'over-budget', wait: 10 });
    time.now += 9_500;
    expect(await ask(1_000)).toEqual({ slug: 'over-budget', wait: 1 });
    time.now += 1_000;
    expect(await ask(1_000)).toBe(201);
  });

  test.each([1, 4])('holds a tenant to its rate in the long run, with %d environments', async (environments) => {
    const { ask, time } = rig(environments);
    let taken = 0;
    const seconds = 60;
    for (let ms = 0; ms < seconds * 1_000; ms += 5) {
      time.now += 5;
      // Ten times the budget: 1,000 items a second.
      if ((await ask(5)) === 201) taken += 5;
    }
    expect(taken).toBeGreaterThanOrEqual(RATE * seconds);
    expect(taken).toBeLessThanOrEqual(RATE * seconds + BURST + 2 * 25 * environments);
  });

  test('is each tenant’s own', async () => {
    const { ask } = rig();
    for (let asked = 0; asked < 10; asked += 1) await ask(1_000, 'acme');
    expect(await ask(1_000, 'globex')).toBe(201);
  });

  test('costs small requests one write for every 25 of them, and free ones nothing', async () => {
    const { ask, writes } = rig();
    for (let asked = 0; asked < 250; asked += 1) expect(await ask(1)).toBe(201);
    expect(writes()).toBe(10);
    for (let asked = 0; asked < 250; asked += 1) expect(await ask(0)).toBe(201);
    expect(writes()).toBe(10);
  });

  test('that cannot be charged stops no money, and is told', async () => {
    const clock = clockOf(() => 0);
    const dynamo = { send: async () => Promise.reject(new Error('down')) } as unknown as Dynamo;
    const budget = { itemsPerSecond: RATE, burst: BURST };
    const budgets = new Budgets({ dynamo, table: 't', clock, keyOf: () => ({}), budget, together: 25 });
    const told: unknown[] = [];
    const route = { operation: {}, handle: async () => ({ status: 201 }) } as unknown as Route<Operation>;
    const held = budgeted({ budgets, onFault: (error) => void told.push(error) }, route, () => 1_000);
    expect(await held.handle({ caller: { tenant: 'acme' } } as never)).toEqual({ status: 201 });
    expect(told).toHaveLength(1);
  });
});

test('the item of a budget that expires does so in seconds since the epoch, a day after its last charge', async () => {
  const now = Date.parse('2026-11-30T12:00:00.500Z');
  const ends: unknown[] = [];
  const dynamo = {
    send: async ({ input }: UpdateItemCommand) => {
      expect(input.UpdateExpression).toContain('#ttl = :ttl');
      ends.push(input.ExpressionAttributeNames?.['#ttl'], input.ExpressionAttributeValues?.[':ttl']?.N);
      return {};
    },
  } as unknown as Dynamo;
  const keyOf = (payer: string) => ({ pk: { S: payer } });
  const deps = { dynamo, table: 't', clock: clockOf(() => now), keyOf, budget: { itemsPerSecond: 1, burst: 2 } };
  const budgets = new Budgets({ ...deps, together: 1, expiresBy: 'ttl' });
  budgets.use('acme', 1);
  expect(await budgets.charge('acme')).toBe(0);
  expect(ends).toEqual(['ttl', String(Date.parse('2026-12-01T12:00:00.000Z') / 1000)]);
});
