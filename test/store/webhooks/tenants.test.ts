import { beforeAll, describe, expect, test } from '@jest/globals';
import { webhooksOperations } from '../../../functions/webhooks/contract/api.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Answered, Asked, Kit } from './kit.ts';
import { busMessage, eventId } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, emit, OK } from './steps.ts';

await onEachEngine((engine) => {
  const { fresh } = kits(engine);
  let one: Kit;
  /** What acme has, and globex must never see. */
  let endpoint: string;
  let delivery: string;
  let before: unknown;

  const list = async (routeKey: string, asked: Asked) => (await one.call(routeKey, asked)).json;
  const allOf = async (tenant: string) => ({
    endpoints: (await list('GET /v1/webhook-endpoints', { tenant })).data,
    events: (await list('GET /v1/events', { tenant, query: 'limit=100' })).data,
  });

  beforeAll(async () => {
    one = await fresh('tenants', () => OK);
    endpoint = (await create(one)).id;
    await create(one);
    await emit(one, 1, 2, 3);
    await one.drainQueue();
    const deliveries = await list('GET /v1/webhook-endpoints/{id}/deliveries', { params: { id: endpoint } });
    delivery = deliveries.data[0].id;
    before = { ...(await allOf('acme')), deliveries };
  });

  /** An answer less what differs between any two requests. */
  const shape = ({ status, json }: Answered) => [status, json?.type, json?.detail];

  const UNKNOWN = { endpoint: 'we_00000000000000000000000000', delivery: 'dlv_00000000000000000000000000' };
  const withId = webhooksOperations.filter(({ path }) => path.includes('{id}'));
  const BODIES: Readonly<Record<string, unknown>> = { updateWebhookEndpoint: { enabled: false } };

  describe('another tenant', () => {
    test('is kept from every operation that takes an id', () => {
      expect(withId.map(({ operationId }) => operationId).toSorted()).toEqual([
        'deleteWebhookEndpoint',
        'getWebhookEndpoint',
        'listWebhookDeliveries',
        'redeliverWebhook',
        'rotateWebhookSecret',
        'testWebhookEndpoint',
        'updateWebhookEndpoint',
      ]);
    });

    test.each(withId)(
      'gets for a foreign id the answer for an unknown one: $operationId',
      async ({ method, path, ...of }) => {
        const ask = (id: string, key: string) => {
          const keyed = of.idempotency === 'none' ? {} : { key };
          const body = BODIES[of.operationId];
          return one.call(`${method} ${path}`, {
            tenant: 'globex',
            params: { id },
            ...keyed,
            ...(body ? { body } : {}),
          });
        };
        const kind = path.includes('deliveries/{id}') ? 'delivery' : 'endpoint';
        const seen = await ask(kind === 'delivery' ? delivery : endpoint, `${of.operationId}-1`);
        expect(shape(seen)).toEqual(shape(await ask(UNKNOWN[kind], `${of.operationId}-2`)));
        expect(seen.status).toBe(404);
        expect(seen.text).not.toContain(endpoint);
      },
    );

    test('finds its own lists and feed empty, by any filter', async () => {
      expect(await allOf('globex')).toEqual({ endpoints: [], events: [] });
      for (const query of ['type=ledger.*', 'type=ledger.TransactionPosted', 'type=*'])
        expect((await one.call('GET /v1/events', { tenant: 'globex', query })).json?.data ?? []).toEqual([]);
    });

    test('can go on from no place that it was given for another: event, cursor of the feed, of endpoints, of deliveries', async () => {
      const refused = async (routeKey: string, asked: Asked) => {
        const answer = await one.call(routeKey, { ...asked, tenant: 'globex' });
        expect([routeKey, asked.query, answer.status, answer.json.type]).toEqual([
          routeKey,
          asked.query,
          400,
          '/problems/cursor-invalid',
        ]);
      };
      const feed = await list('GET /v1/events', { query: 'limit=1' });
      const endpoints = await list('GET /v1/webhook-endpoints', { query: 'limit=1' });
      const route = 'GET /v1/webhook-endpoints/{id}/deliveries';
      const deliveries = await list(route, { params: { id: endpoint }, query: 'limit=1' });
      await refused('GET /v1/events', { query: `after=${eventId(1)}` });
      await refused('GET /v1/events', { query: `after=${feed.nextCursor}` });
      await refused('GET /v1/events', { query: `cursor=${feed.nextCursor}` });
      await refused('GET /v1/webhook-endpoints', { query: `cursor=${endpoints.nextCursor}` });
      // With an endpoint of its own in the path, for one that is not its own is unknown anyway.
      const { id } = await create(one, undefined, 'globex');
      await refused(route, { params: { id }, query: `cursor=${deliveries.nextCursor}` });
      const own = await create(one);
      const other = await one.call(route, { params: { id: own.id }, query: `cursor=${deliveries.nextCursor}` });
      expect([other.status, other.json.type]).toEqual([400, '/problems/cursor-invalid']);
      for (const [tenant, made] of [
        ['globex', id],
        ['acme', own.id],
      ] as const)
        await one.call('DELETE /v1/webhook-endpoints/{id}', { tenant, params: { id: made } });
    });

    test('shares no idempotency key, no outcome and no event id', async () => {
      const asked = { key: 'shared', body: { url: 'http://127.0.0.1:9999/', events: ['*'] } };
      const mine = await one.call('POST /v1/webhook-endpoints', asked);
      const outcome = { tenant: 'globex', query: 'operation=createWebhookEndpoint&key=shared' };
      expect((await one.call('GET /v1/outcomes', outcome)).status).toBe(404);
      const theirs = await one.call('POST /v1/webhook-endpoints', { ...asked, tenant: 'globex' });
      expect([theirs.status, theirs.json.id === mine.json.id, theirs.json.secret === mine.json.secret]).toEqual([
        201,
        false,
        false,
      ]);
      // The same event id for another tenant is another event, and goes to its servers alone.
      one.sent.length = 0;
      expect(await one.onEvent([busMessage(1, 'globex')])).toEqual([]);
      await one.drainStream();
      await one.drainQueue();
      expect([one.sent.length, (await allOf('globex')).events.length]).toEqual([1, 1]);
      for (const [tenant, id] of [
        ['acme', mine.json.id],
        ['globex', theirs.json.id],
      ] as const)
        await one.call('DELETE /v1/webhook-endpoints/{id}', { tenant, params: { id } });
    });

    test('has changed nothing by all that', async () => {
      const deliveries = await list('GET /v1/webhook-endpoints/{id}/deliveries', { params: { id: endpoint } });
      expect({ ...(await allOf('acme')), deliveries }).toEqual(before);
    });
  });
});
