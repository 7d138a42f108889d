import { ConditionalCheckFailedException, type UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { Budgets } from '../../../functions/kernel/aws/budget.ts';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import type { Call, Route } from '../../../functions/kernel/core/call.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { chargedByUse, ITEMS_OF_ONE } from '../../../functions/kernel/http/charged-by-use.ts';
import { clockOf } from '../../support/clock.ts';

const RATE = 100;
const BURST = 1_000;
const ASKED = 10;

/** Environments over one budget; a call reads and writes what its body says. */
const rig = ({ environments = 1, broken = false } = {}) => {
  const time = { now: 1_000_000 };
  let paidAt: number | undefined;
  const shared = {
    send: async ({ input }: UpdateItemCommand) => {
      if (broken) throw new Error('no table');
      const of = (name: string) => Number(input.ExpressionAttributeValues?.[name]?.N);
      const idle = input.UpdateExpression?.startsWith('SET') === true;
      const holds = idle
        ? paidAt === undefined || paidAt < of(':now')
        : paidAt !== undefined && paidAt >= of(':now') && paidAt <= of(':latest');
      if (!holds) {
        const Item = paidAt === undefined ? undefined : { paidAt: { N: String(paidAt) } };
        throw new ConditionalCheckFailedException({ message: '', $metadata: {}, ...(Item && { Item }) });
      }
      paidAt = idle ? of(':then') : (paidAt ?? 0) + of(':price');
      return {};
    },
  } as unknown as Dynamo;
  const store = { send: async ({ answer = {} }: { answer?: object }) => answer } as unknown as Dynamo;
  const faults: unknown[] = [];
  const served: number[] = [];
  const make = ({ dynamo }: { readonly dynamo: Dynamo }) =>
    ({
      operation: {},
      handle: async ({ body }: Call<Operation>) => {
        const { commands, refuses } = body as unknown as { commands: readonly object[]; refuses?: boolean };
        for (const command of commands) await dynamo.send(command as never);
        served.push(commands.length);
        if (refuses === true) throw new Refusal({ slug: 'too-long', status: 422, title: '' } as never, '');
        return { status: 200 };
      },
    }) as unknown as Route<Operation>;
  const routes = Array.from({ length: environments }, () => {
    const keyOf = (tenant: string) => ({ pk: { S: tenant } });
    const clock = clockOf(() => time.now);
    const budget = { itemsPerSecond: RATE, burst: BURST };
    const budgets = new Budgets({ dynamo: shared, table: 't', clock, keyOf, budget, together: 1 });
    const onFault = (error: unknown) => void faults.push(error);
    return chargedByUse({ budgets, onFault }, { dynamo: store }, make, () => ASKED);
  });
  let turn = 0;
  const ask = async (commands: readonly object[], refuses = false): Promise<number | string> => {
    turn += 1;
    const call = { caller: { tenant: 'acme' }, body: { commands, refuses }, answered: new AbortController().signal };
    try {
      return (await routes[turn % routes.length]?.handle(call as never))?.status ?? 0;
    } catch (error) {
      return error instanceof Refusal ? error.problem.slug : String(error);
    }
  };
  /** What was used of the budget, in items. */
  const used = () => (paidAt === undefined ? 0 : ((paidAt - time.now) * RATE) / 1000);
  return { ask, used, time, faults, served };
};

const query = (items: number) => ({ answer: { Items: Array.from({ length: items }, () => ({})) } });
const many = (count: number, one: object) => Array.from({ length: count }, () => one);

describe('a call that is charged by its use', () => {
  test('pays for what it asks for where it reads no more than that', async () => {
    const { ask, used } = rig();
    expect(await ask([query(ASKED * ITEMS_OF_ONE)])).toBe(200);
    expect(used()).toBe(ASKED);
  });

  test.each([
    ['reads in pages', many(30, query(100)), 30],
    ['gets in batches', many(40, { answer: { Responses: { t: many(100, {}) } } }), 40],
    ['writes in batches', many(80, { input: { RequestItems: { t: many(25, {}) } } }), 20],
    ['gets one by one', many(5_000, {}), 50],
    ['reads of a last hundred that is not full', [query(1_199)], 11],
  ])('pays behind it for what it %s beyond', async (_, commands, items) => {
    const { ask, used } = rig();
    expect(await ask(commands)).toBe(200);
    expect(used()).toBe(items);
  });

  test('pays for what it has read where it is refused in the end', async () => {
    const { ask, used } = rig();
    expect(await ask([query(50 * ITEMS_OF_ONE)], true)).toBe('too-long');
    expect(used()).toBe(50);
  });

  test('lets a tenant in debt wait in every environment, whichever it was that read so much', async () => {
    const { ask, used, time, served } = rig({ environments: 4 });
    for (let calls = 0; calls < 3; calls += 1) await ask([query(10 * BURST * ITEMS_OF_ONE)]);
    expect(used()).toBeGreaterThanOrEqual(BURST);
    const before = served.length;
    // One more is served by each environment before it hears of its own charge.
    for (let calls = 0; calls < 40; calls += 1) await ask([query(1)]);
    expect(served.length - before).toBeLessThanOrEqual(4);
    time.now += 10 * ((BURST * 1000) / RATE);
    expect(await ask([query(1)])).toBe(200);
  });

  test('is answered all the same where nothing can be charged, which is told', async () => {
    const { ask, faults } = rig({ broken: true });
    expect(await ask([query(50 * ITEMS_OF_ONE)])).toBe(200);
    expect(faults.map(String)).toContain('Error: no table');
  });
});
