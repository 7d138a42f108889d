import { PutItemCommand, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { FEED_PREFIX } from '../../../functions/webhooks/store/table/keys.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { eventId } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, deliveriesOf, emit, OK } from './steps.ts';

const KEY = 'T0K3N-0F-A-H00K';
const URL_WITH_KEY = `https://hooks.example.com/services/${KEY}?sig=${KEY}`;
const GONE = { status: 410, error: 'status', body: undefined } as const;

/** As the first release told it. */
const oldEvent = (number: number) => ({
  'detail-type': 'webhooks.EndpointDisabled',
  detail: {
    eventId: eventId(number),
    tenant: 'acme',
    occurredAt: '2026-11-22T10:00:00.000Z',
    version: 1,
    correlationId: 'req_1',
    causationId: 'req_1',
    hops: 1,
    data: { endpoint: { id: 'we_1', url: URL_WITH_KEY, enabled: false, added: 1 }, deliveryId: 'dlv_1' },
  },
});

const feedOf = async (one: Kit) => (await one.call('GET /v1/events', { query: 'type=webhooks.*' })).json.data;
/** Everything that leaves by another way than reading the endpoint itself. */
const told = async (one: Kit, endpoints: readonly string[]): Promise<string> => {
  const deliveries = await Promise.all(endpoints.map((id) => deliveriesOf(one, id)));
  return JSON.stringify([
    one.published,
    one.lines,
    one.queue,
    one.sent.map(({ body, headers }) => [body, headers]),
    await feedOf(one),
    deliveries,
  ]);
};

await onEachEngine((engine) => {
  const { fresh } = kits(engine);

  describe('the key in a webhook’s URL is told', () => {
    test('to who reads the endpoint, and in no event, feed, delivery, message or line', async () => {
      const one = await fresh('shown', ({ target }) => (target.host === 'hooks.example.com' ? GONE : OK));
      const { id } = await create(one, URL_WITH_KEY);
      const other = await create(one);
      await one.call('POST /v1/webhook-endpoints/{id}/test', { params: { id }, key: 'try' });
      await emit(one, 1);
      await one.drainQueue();
      await one.drainStream();
      for (const { detailType, detail } of one.published.slice()) {
        expect(await one.onEvent([JSON.stringify({ 'detail-type': detailType, detail: JSON.parse(detail) })])).toEqual(
          [],
        );
      }
      await one.drainStream();
      await one.drainQueue();
      expect(await feedOf(one)).toHaveLength(1);
      expect(
        one.sent.some(({ target, body }) => target.host === '127.0.0.1' && body.includes('EndpointDisabled')),
      ).toBe(true);
      expect(await told(one, [id, other.id])).not.toContain(KEY);
      expect((await one.call('GET /v1/webhook-endpoints/{id}', { params: { id } })).json.url).toBe(URL_WITH_KEY);
    });

    test('by no event of the first release, neither one that comes again nor one that stands in the feed', async () => {
      const one = await fresh('told-before');
      const { id } = await create(one);
      expect(await one.onEvent([JSON.stringify(oldEvent(1))])).toEqual([]);
      const { Items = [] }: ScanCommandOutput = await one.store.dynamo.send(
        new ScanCommand({ TableName: one.store.table }) as never,
      );
      const [entered] = Items.filter(({ sk }) => sk?.S?.startsWith(FEED_PREFIX));
      expect(JSON.stringify(entered)).not.toContain(KEY);
      const { detail } = oldEvent(1);
      const text = JSON.stringify({
        id: detail.eventId,
        type: 'webhooks.EndpointDisabled',
        timestamp: detail.occurredAt,
        data: detail.data,
      });
      await one.store.dynamo.send(
        new PutItemCommand({ TableName: one.store.table, Item: { ...entered, body: { S: text } } }),
      );
      await one.drainStream();
      await one.drainQueue();
      expect(one.sent).toHaveLength(1);
      expect(await told(one, [id])).not.toContain(KEY);
      const [event] = await feedOf(one);
      expect(event.data).toEqual({
        ...detail.data,
        endpoint: { ...detail.data.endpoint, url: 'https://hooks.example.com/...' },
      });
      // What is delivered and what is listed are the same bytes.
      expect(JSON.parse(one.sent[0]?.body ?? '')).toEqual(event);
    });
  });
});
