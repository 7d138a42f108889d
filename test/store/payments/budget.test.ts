import { beforeEach, expect, test } from '@jest/globals';
import { RELAYED_SORTS } from '../../../functions/payments/store/table/keys.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { OWN } from './bank-files.ts';
import { expectMoney } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 10_000n;
const BUDGET = { itemsPerSecond: 2, burst: 12 };
const paying = { from: 'payer', to: { rail: 'sandbox', destination: 'ok' }, amount: '1', currency: 'USD' };

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let world: PaymentsWorld;
  beforeEach(async () => {
    world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
  });

  test('what a tenant asks of payments is bounded: beyond it 429, nothing promised, another tenant unharmed', async () => {
    world.heldTo(BUDGET);
    const statuses: unknown[] = [];
    for (let asked = 0; asked < 6; asked += 1)
      statuses.push((await world.call('POST /v1/payments', { key: `k${asked}`, body: paying }))?.status);
    // The one that finds the budget used up is served still: an environment learns by it.
    expect(statuses).toEqual([201, 201, 201, 201, 429, 429]);
    const refused = await world.call('POST /v1/payments', { key: 'k5', body: paying });
    expect(refused?.json.type).toBe('/problems/over-budget');
    expect((await world.call('GET /v1/payments'))?.json.data).toHaveLength(4);
    expect((await world.call('POST /v1/payments', { tenant: 'globex', key: 'k0', body: paying }))?.status).toBe(201);
    await world.settle();
    world.now += 60_000;
    expect((await world.call('POST /v1/payments', { key: 'k5', body: paying }))?.status).toBe(201);
    await world.settle();
    expect(await expectMoney(world, FUNDS)).toHaveLength(6);
    // Nothing that keeps the budget is shown to the relay.
    const sorts = (await world.items()).filter(({ pk }) => pk?.S?.endsWith('#B#items')).map(({ sk }) => sk?.S);
    expect(sorts).toHaveLength(2);
    for (const sort of sorts) expect(RELAYED_SORTS).not.toContain(sort);
  });

  test("a bank's file is charged by its length, before anything of it is kept", async () => {
    world.heldTo(BUDGET);
    const hand = (key: string, content: string) =>
      world.call('POST /v1/payment-files/inbox', { key, body: { rail: 'sepa', content } });
    await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
    expect((await hand('long', 'x'.repeat(188 * 40)))?.status).toBe(429);
    expect(world.inbox.puts).toHaveLength(0);
    expect((await hand('short', 'x'.repeat(188 * 3)))?.status).toBe(201);
  });

  test.each([
    ['POST /v1/payments/{id}/cancel', 200],
    ['POST /v1/payments/{id}/refund', 200],
    ['POST /v1/payments/{id}/resolve', 409],
    ['POST /v1/payment-rails/{rail}/stop', 200],
    ['POST /v1/payment-rails/{rail}/start', 200],
  ])('%s is charged', async (route, first) => {
    const pending = route.endsWith('cancel');
    const made = await world.ask('POST /v1/payments', {
      body: { ...paying, to: { rail: 'sandbox', destination: pending ? 'slow' : 'ok' } },
    });
    if (!pending) await world.settle();
    world.heldTo(BUDGET);
    const asked = {
      client: 'cli_other',
      ...(route.includes('{rail}') ? { rail: 'sandbox' } : { id: String(made.json.id) }),
      ...(route.endsWith('resolve') ? { body: { outcome: 'settled' } } : {}),
      ...(route.endsWith('refund') ? { body: { amount: '1' } } : {}),
    };
    const statuses: unknown[] = [];
    for (let count = 0; count < 2 * BUDGET.burst; count += 1) statuses.push((await world.call(route, asked))?.status);
    expect([statuses[0], statuses.at(-1)]).toEqual([first, 429]);
  });
});
