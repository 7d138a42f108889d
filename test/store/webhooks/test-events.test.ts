import { beforeAll, describe, expect, test } from '@jest/globals';
import { webhookDelivery } from '../../../functions/webhooks/contract/schemas.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { createWebhooksTable } from '../../support/webhooks-table.ts';
import { type Asked, type Kit, kit } from './kit.ts';
import { busMessage } from './kit-events.ts';

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let one: Kit;
  beforeAll(async () => {
    await createWebhooksTable(client, 'test-events');
    one = kit(client, 'test-events');
  });

  const URL = 'https://hooks.example.com/folio';
  const create = (key: string, body: unknown = { url: URL, events: ['ledger.*'] }, tenant = 'acme') =>
    one.call('POST /v1/webhook-endpoints', { key, body, tenant });
  const on = (id: string, asked: Asked = {}): Asked => ({ ...asked, params: { id } });

  describe('a test event', () => {
    test('goes to its endpoint alone, once for its key, and is in no feed', async () => {
      const tenant = 'testing';
      const { id } = (await create('t0', { url: 'http://127.0.0.1:9999/', events: ['ledger.HoldPlaced'] }, tenant))
        .json;
      one.sent.length = 0;
      const ask = () => one.call('POST /v1/webhook-endpoints/{id}/test', on(id, { key: 't1', tenant }));
      const first = await ask();
      expect([first.status, webhookDelivery.safeParse(first.json).error, (await ask()).text]).toEqual([
        202,
        undefined,
        first.text,
      ]);
      await one.drainStream();
      await one.drainQueue();
      expect(one.sent.map(({ body }) => JSON.parse(body))).toMatchObject([
        { type: 'webhooks.Test', data: { endpointId: id } },
      ]);
      expect((await one.call('GET /v1/events', { tenant })).json.data).toEqual([]);
      const { data } = (await one.call('GET /v1/webhook-endpoints/{id}/deliveries', on(id, { tenant }))).json;
      expect(data).toMatchObject([{ id: first.json.id, state: 'delivered' }]);
      const foreign = await one.call('POST /v1/deliveries/{id}/redeliver', on(first.json.id, { key: 'x' }));
      expect(foreign.status).toBe(404);
    });

    test('is refused for an endpoint that is disabled, and the refusal is kept', async () => {
      const { id } = (await create('t2')).json;
      await one.call('PATCH /v1/webhook-endpoints/{id}', on(id, { body: { enabled: false } }));
      const ask = () => one.call('POST /v1/webhook-endpoints/{id}/test', on(id, { key: 't3' }));
      const refused = await ask();
      expect([refused.status, refused.json.type]).toEqual([409, '/problems/webhook-endpoint-disabled']);
      await one.call('PATCH /v1/webhook-endpoints/{id}', on(id, { body: { enabled: true } }));
      expect((await ask()).text).toBe(refused.text);
    });
  });

  describe('the log of deliveries', () => {
    test('is read by pages, newest first, each delivery once', async () => {
      const tenant = 'logged';
      const { id } = (await create('l0', { url: 'http://127.0.0.1:9999/', events: ['*'] }, tenant)).json;
      for (let number = 0; number < 12; number += 1) {
        one.time.now += 1_000;
        await one.onEvent([busMessage(number, tenant)]);
        await one.drainStream();
      }
      const seen: { id: string; createdAt: string }[] = [];
      for (let query = 'limit=5'; query !== ''; ) {
        const { json } = await one.call('GET /v1/webhook-endpoints/{id}/deliveries', on(id, { query, tenant }));
        seen.push(...json.data);
        query = json.nextCursor === null ? '' : `limit=5&cursor=${json.nextCursor}`;
      }
      expect(new Set(seen.map((each) => each.id)).size).toBe(12);
      const times = seen.map(({ createdAt }) => createdAt);
      expect(times).toEqual(times.toSorted().reverse());
    });
  });
});
