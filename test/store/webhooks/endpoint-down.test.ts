import { describe, expect, test } from '@jest/globals';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { busMessage, eventId } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, DOWN, deliveriesOf, emit, HANGS, OK, pass } from './steps.ts';

await onEachEngine((engine) => {
  const { fresh } = kits(engine);

  describe('an endpoint that is down', () => {
    test('takes one slot in each lane, then none; its deliveries wait for their time, and one probe at a time looks', async () => {
      let down = true;
      const lanes: string[] = [];
      const one = await fresh('breaker', (_, lane) => {
        lanes.push(lane);
        return down ? HANGS : OK;
      });
      const { id } = await create(one);
      await emit(one, ...Array.from({ length: 40 }, (_, number) => number));
      await one.drainQueue();
      // One impatient look, then fifteen failures of the patient lane open the breaker: the other deliveries are not sent.
      expect(lanes.filter((lane) => lane === 'brisk').length).toBe(1);
      expect(lanes.filter((lane) => lane === 'patient').length).toBe(15);
      const all = await deliveriesOf(one, id);
      expect(
        all.filter(({ attempts }: { attempts: { error: string }[] }) => attempts[0]?.error === 'circuit-open').length,
      ).toBe(25);
      const before = lanes.length;
      await pass(one, 60_000);
      expect(lanes.length - before).toBeLessThanOrEqual(2);
      down = false;
      await pass(one, 20 * 60_000);
      expect((await deliveriesOf(one, id)).map(({ state }: { state: string }) => state)).toEqual(
        Array.from({ length: 40 }, () => 'delivered'),
      );
    }, 60_000);

    test('for two seconds while ten events arrive has all of them seconds later', async () => {
      let down = true;
      const one = await fresh('blip', () => (down ? DOWN : OK));
      const { id } = await create(one);
      await emit(one, ...Array.from({ length: 10 }, (_, number) => number));
      for (let seconds = 0; seconds < 15; seconds += 1) {
        await one.drainQueue();
        one.time.now += 1_000;
        down = seconds < 1;
      }
      await one.drainQueue();
      expect((await deliveriesOf(one, id)).map(({ state }: { state: string }) => state)).toEqual(
        Array.from({ length: 10 }, () => 'delivered'),
      );
    }, 60_000);

    test('at the last times of many deliveries gets a POST of each before that is parked', async () => {
      let now = () => 0;
      const posts = new Map<string, number>();
      const one = await fresh('last', ({ headers }) => {
        posts.set(headers['webhook-id'] ?? '', now());
        return DOWN;
      });
      now = () => one.time.now;
      const { id } = await create(one);
      await emit(one, ...Array.from({ length: 8 }, (_, number) => number));
      await one.drainQueue();
      await pass(one, 100 * 3_600_000);
      const all: { readonly eventId: string; readonly state: string; readonly attempts: { readonly at: string }[] }[] =
        await deliveriesOf(one, id);
      expect(all.map(({ state }) => state)).toEqual(all.map(() => 'parked'));
      for (const { eventId: event, attempts } of all)
        expect([event, posts.get(event)]).toEqual([event, Date.parse(attempts.at(-1)?.at ?? '')]);
    }, 120_000);

    test('holds up nobody: while it hangs, every other endpoint has its events at once', async () => {
      const one = await fresh('others', ({ target }) => (target.port === 1 ? HANGS : OK));
      await create(one, 'http://127.0.0.1:1/dead');
      const good = await create(one, 'http://127.0.0.1:2/good');
      await emit(one, 1, 2, 3, 4, 5, 6, 7, 8);
      await one.drainQueue();
      expect((await deliveriesOf(one, good.id)).every(({ state }: { state: string }) => state === 'delivered')).toBe(
        true,
      );
      expect(one.sent.filter(({ patienceMs }) => patienceMs === 1_000).length).toBeLessThanOrEqual(8 + 1);
    });

    test('is disabled at once when it says 410, with one event that comes into the feed', async () => {
      const one = await fresh('gone', () => ({ status: 410, error: 'status', body: undefined }));
      const { id } = await create(one);
      await emit(one, 1, 2);
      await one.drainQueue();
      await one.drainStream();
      const { json } = await one.call('GET /v1/webhook-endpoints/{id}', { params: { id } });
      expect([json.enabled, json.disabledReason]).toEqual([false, 'gone']);
      expect(one.published.map(({ detailType }) => detailType)).toEqual(['webhooks.EndpointDisabled']);
      const detail = JSON.parse(one.published[0]?.detail ?? '');
      expect(detail).toMatchObject({
        tenant: 'acme',
        hops: 1,
        correlationId: 'req_1',
        data: { endpoint: { id, enabled: false } },
      });
      expect([eventId(1), eventId(2)]).toContain(detail.causationId);
      expect(await one.onEvent([JSON.stringify({ 'detail-type': 'webhooks.EndpointDisabled', detail })])).toEqual([]);
      expect((await one.call('GET /v1/events', { query: 'type=webhooks.*' })).json.data.length).toBe(1);
      expect(JSON.stringify(one.published)).not.toContain('whsec_');
    });

    test('at the end of a chain of events is disabled without one more, and an alarm can ring', async () => {
      const one = await fresh('loop', () => ({ status: 410, error: 'status', body: undefined }));
      const { id } = await create(one);
      expect(await one.onEvent([busMessage(1, 'acme', 'ledger.TransactionPosted', 8)])).toEqual([]);
      await one.drainStream();
      await one.drainQueue();
      await one.drainStream();
      expect((await one.call('GET /v1/webhook-endpoints/{id}', { params: { id } })).json.enabled).toBe(false);
      expect(one.published).toEqual([]);
      expect(one.lines).toContainEqual(['an event was refused', expect.objectContaining({ faults: 1, poison: 1 })]);
    });

    test('for five days without a success is disabled once a delivery has used its schedule', async () => {
      const one = await fresh('failing', () => DOWN);
      const { id } = await create(one);
      const day = 86_400_000;
      for (let days = 0; days < 4; days += 1) {
        await emit(one, days);
        await one.drainQueue();
        await pass(one, day);
        expect((await one.call('GET /v1/webhook-endpoints/{id}', { params: { id } })).json.enabled).toBe(true);
      }
      await pass(one, 3 * day);
      await one.drainStream();
      const { json } = await one.call('GET /v1/webhook-endpoints/{id}', { params: { id } });
      expect([json.enabled, json.disabledReason, one.published.length]).toEqual([false, 'failing', 1]);
    }, 120_000);
  });
});
