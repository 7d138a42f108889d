import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { envelope } from '../../functions/kernel/triggers/envelope.ts';
import { webhooksEvents } from '../../functions/webhooks/contract/events.ts';
import { type Kit, kit } from '../store/webhooks/kit.ts';
import { engineOfFile } from '../support/engine-of-file.ts';
import { createWebhooksTable } from '../support/webhooks-table.ts';
import { fromTomorrow, keptReleases, keyOf, putAll, readGolden, scan } from './golden.ts';
import type { WebhooksGolden } from './record-webhooks.ts';

const VARIANTS = keptReleases().flatMap((release) => [
  { release, later: false, how: 'as it was' },
  { release, later: true, how: 'with attributes of a later release beside' },
]);
/** What waits longest waits for its next try: hours, once there were many. */
const WAITED_MS = 26 * 3_600_000;
const STEP_MS = 300_000;

const client = engineOfFile();

describe.each(VARIANTS)('what release $release of webhooks left behind, $how,', ({ release, later }) => {
  const golden = readGolden<WebhooksGolden>(release, 'webhooks');
  const table = `webhooks-${release}-${later}`;
  let one: Kit;
  beforeAll(async () => {
    await createWebhooksTable(client(), table);
    await putAll(client(), table, later ? golden.items.map(fromTomorrow) : golden.items);
    one = kit(client(), table, () => ({ status: 200, error: undefined, body: undefined }));
    one.time.now = golden.now;
  });
  const feedIds = async () =>
    (await one.call('GET /v1/events', { query: 'limit=100' })).json.data.map(({ id }: { readonly id: string }) => id);
  const deliveriesOf = async (
    name: 'good' | 'down',
  ): Promise<readonly { readonly state: string; readonly eventId: string }[]> => {
    const asked = { params: { id: golden.endpoints[name].id }, query: 'limit=100' };
    return (await one.call('GET /v1/webhook-endpoints/{id}/deliveries', asked)).json.data;
  };

  test('is answered as it was: every keyed answer byte for byte, its secret included', async () => {
    for (const { routeKey, asked, answer } of golden.writes) {
      const { status, text, headers } = await one.call(routeKey, asked);
      expect([asked.key, status, text]).toEqual([asked.key, answer.status, answer.text]);
      expect(headers['idempotency-replayed']).toBe('true');
    }
    expect((await scan(client(), table)).map(keyOf)).toEqual(golden.items.map(keyOf));
  });

  test('is read as it was: endpoints, their health, deliveries with every attempt, the feed', async () => {
    for (const { routeKey, asked, answer } of golden.reads) {
      const { status, text } = await one.call(routeKey, asked);
      expect([routeKey, status]).toEqual([routeKey, answer.status]);
      // What an attempt went to was shown with its path once, which may hold a key.
      const shown = answer.text.replaceAll(/\/hook(?=","bytes")/g, '/...');
      expect(JSON.parse(text)).toMatchObject(JSON.parse(shown));
    }
  });

  test('told events in contracts that still hold', () => {
    expect(golden.published.length).toBeGreaterThan(0);
    for (const { detailType, detail } of golden.published) {
      const told = JSON.parse(detail) as { readonly data: unknown };
      expect([detailType, envelope.safeParse(told).error]).toEqual(['webhooks.EndpointDisabled', undefined]);
      expect(webhooksEvents.EndpointDisabled.data.safeParse(told.data).error).toBeUndefined();
    }
  });

  test('is not doubled when the bus repeats itself', async () => {
    const before = await feedIds();
    expect(await one.onEvent(golden.messages)).toEqual([]);
    await one.drainStream();
    expect(await feedIds()).toEqual(before);
  });

  test('is finished: records of its stream and jobs of its queues lead to deliveries, signed with the secrets it gave out', async () => {
    expect([golden.records.length > 0, golden.jobs.length > 0]).toEqual([true, true]);
    const givenUp = (await deliveriesOf('down'))
      .filter(({ state }) => state === 'parked')
      .map(({ eventId }) => eventId);
    const left = golden.messages.map((text) => JSON.parse(text).detail.eventId).filter((id) => !givenUp.includes(id));
    expect(left.length).toBeGreaterThanOrEqual(4);
    one.records.push(...golden.records);
    one.queue.push(...golden.jobs);
    for (const end = one.time.now + WAITED_MS; one.time.now < end; one.time.now += STEP_MS) {
      await one.drainStream();
      await one.wake();
      await one.drainQueue();
    }
    for (const name of ['good', 'down'] as const) {
      const waiting = (await deliveriesOf(name)).filter(({ state }) => !['delivered', 'parked'].includes(state));
      expect([name, waiting]).toEqual([name, []]);
    }
    const key = Buffer.from(golden.endpoints.down.secret.slice('whsec_'.length), 'base64');
    const byDown = one.sent.filter(({ headers, body }) => {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    });
    // What was not given up: the one that was sent once more, those that came last, and what still had a try.
    expect([...new Set(byDown.map(({ headers }) => headers['webhook-id']))].toSorted()).toEqual(left.toSorted());
  });
});
