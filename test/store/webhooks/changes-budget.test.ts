import { describe, expect, test } from '@jest/globals';
import { CHANGES_BUDGET } from '../../../functions/webhooks/handlers/live-budgeting.ts';
import { ENDPOINTS_MAX } from '../../../functions/webhooks/model/endpoint.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { kits } from './kits.ts';
import { create, deliveriesOf, emit } from './steps.ts';

const BUDGET = { itemsPerSecond: 2, burst: 6 };

const testing = (one: Kit, id: string, key: string, tenant = 'acme') =>
  one.call('POST /v1/webhook-endpoints/{id}/test', { params: { id }, key, tenant });

await onEachEngine((engine) => {
  const { fresh } = kits(engine);
  const held = (table: string) => fresh(table, undefined, undefined, undefined, undefined, BUDGET);

  describe('what a tenant asks of webhooks', () => {
    test('is bounded: beyond its budget 429 with Retry-After, nothing sent, and another tenant unharmed', async () => {
      const one = await held('asked-often');
      const [mine, theirs] = [await create(one), await create(one, undefined, 'globex')];
      const statuses = [];
      for (let asked = 0; asked < 3 * BUDGET.burst; asked += 1) {
        statuses.push(await testing(one, mine.id, `t${asked}`));
      }
      const refused = statuses.filter(({ status }) => status === 429);
      const taken = statuses.filter(({ status }) => status === 202);
      expect(taken.length + refused.length).toBe(3 * BUDGET.burst);
      // One was the endpoint itself; one more may be had by each environment.
      expect(taken.length).toBeLessThanOrEqual(BUDGET.burst);
      expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(refused[0]?.json.type).toMatch(/over-budget$/);
      await one.drainStream();
      await one.drainQueue();
      expect(one.sent).toHaveLength(taken.length);
      expect((await testing(one, theirs.id, 'other', 'globex')).status).toBe(202);
      one.time.now += 5_000;
      expect((await testing(one, mine.id, 'later')).status).toBe(202);
    });

    test.each([
      ['POST /v1/webhook-endpoints', 201],
      ['PATCH /v1/webhook-endpoints/{id}', 200],
      ['POST /v1/webhook-endpoints/{id}/rotate-secret', 200],
      ['POST /v1/webhook-endpoints/{id}/test', 202],
      ['POST /v1/deliveries/{id}/redeliver', 202],
    ] as const)('%s is charged', async (route, good) => {
      const one = await held(`charged-${good}-${route.length}`);
      const { id: endpoint } = await create(one);
      await emit(one, 0);
      await one.drainQueue();
      const [{ id: delivery }] = await deliveriesOf(one, endpoint);
      const id = route.includes('deliveries') ? delivery : endpoint;
      const made = { url: 'http://127.0.0.1:9999/x', events: ['*'] };
      const rotation = route.endsWith('rotate-secret') ? { overlapSeconds: 0 } : undefined;
      const bodies = { POST: route.endsWith('endpoints') ? made : rotation, PATCH: { description: 'x' } };
      const seen = new Set<number>();
      for (let asked = 0; asked < 2 * BUDGET.burst; asked += 1) {
        const method = route.startsWith('PATCH') ? 'PATCH' : 'POST';
        const key = method === 'PATCH' ? {} : { key: `charged-${asked}` };
        seen.add((await one.call(route, { params: { id }, body: bodies[method], ...key })).status);
      }
      expect([...seen]).toEqual([good, 429]);
    });

    test('reads are free', async () => {
      const one = await held('reads');
      const { id } = await create(one);
      for (let asked = 0; asked < 3 * BUDGET.burst; asked += 1) {
        expect((await one.call('GET /v1/webhook-endpoints/{id}', { params: { id } })).status).toBe(200);
      }
    });
  });

  test('the budget lets a tenant make all its endpoints, and try each, at once', () => {
    expect(CHANGES_BUDGET.burst).toBeGreaterThanOrEqual(2 * ENDPOINTS_MAX);
  });
});
