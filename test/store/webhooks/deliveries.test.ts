import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { webhookDelivery } from '../../../functions/webhooks/contract/schemas.ts';
import type { Answer } from '../../../functions/webhooks/model/attempt.ts';
import { OFFSETS_MS } from '../../../functions/webhooks/model/schedule.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { belowFrom } from '../../support/random.ts';
import { busMessage, eventId } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, DOWN, deliveriesOf, emit, HANGS, OK, pass } from './steps.ts';

/** An outage is young for two and a half minutes. */
const YOUNG_MS = 150_000;

await onEachEngine((engine) => {
  const { fresh } = kits(engine);

  describe('a delivery', () => {
    test('is signed by Standard Webhooks with the secret that was shown once', async () => {
      const one = await fresh('signed', () => OK);
      const { id, secret } = await create(one);
      await emit(one, 1);
      await one.drainQueue();
      const [sent] = one.sent;
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const { headers, body } = sent ?? { headers: {} as Record<string, string>, body: '' };
      const signed = `${eventId(1)}.${headers['webhook-timestamp']}.${body}`;
      expect([secret.slice(0, 6), key.length, headers['webhook-id']]).toEqual(['whsec_', 32, eventId(1)]);
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
      const feed = await one.call('GET /v1/events');
      expect(feed.text).toBe(`{"data":[${body}],"nextCursor":null}`);
      const [delivery] = await deliveriesOf(one, id);
      expect(delivery).toMatchObject({ state: 'delivered', attemptCount: 1, nextAttemptAt: null, eventId: eventId(1) });
      expect(delivery.attempts).toMatchObject([{ status: 200, error: null, body: 'thanks' }]);
    });

    test('shows each POST: where it went, less what may be a secret, and how it ended, the one that was handed over too', async () => {
      const one = await fresh('shown', (_, lane) => (lane === 'brisk' ? HANGS : OK));
      const { id } = await create(one, 'http://127.0.0.1:9999/hook?token=s3cret');
      await emit(one, 1);
      await one.drainQueue();
      const [delivery] = await deliveriesOf(one, id);
      const bytes = Buffer.byteLength(one.sent[0]?.body ?? '');
      const url = 'http://127.0.0.1:9999/...';
      expect(webhookDelivery.safeParse(delivery).error).toBeUndefined();
      expect([one.sent.length, delivery.state, delivery.attemptCount]).toEqual([2, 'delivered', 2]);
      expect(delivery.attempts).toMatchObject([
        { url, bytes, status: null, error: 'slow' },
        { url, bytes, status: 200, error: null },
      ]);
      expect(JSON.stringify(delivery)).not.toContain('s3cret');
    });

    test('that is handed over to the patient lane has its whole schedule still to come', async () => {
      const one = await fresh('handed-over', () => HANGS);
      const { id } = await create(one);
      await emit(one, 1);
      await one.drainQueue();
      await pass(one, 100 * 3_600_000);
      const [delivery] = await deliveriesOf(one, id);
      expect([delivery.state, delivery.attemptCount, one.sent.length]).toEqual(['parked', 12, 12]);
      expect(delivery.attempts.map(({ error }: { error: string }) => error)).toEqual([
        'slow',
        ...Array.from({ length: 11 }, () => 'timeout'),
      ]);
    }, 60_000);

    test('is sent once where two messages of one batch ask for the same attempt', async () => {
      const one = await fresh('twins', () => OK);
      const { id } = await create(one);
      await emit(one, 1);
      const jobs = one.queue.splice(0).map(({ posted }) => posted.message);
      expect(jobs.length).toBe(1);
      await one.batch([...jobs, ...jobs, ...jobs]);
      expect(one.sent.length).toBe(1);
      expect((await deliveriesOf(one, id))[0]).toMatchObject({ state: 'delivered', attemptCount: 1 });
    });

    test('goes once to each endpoint that wants it, however often the stream and the queue repeat themselves', async () => {
      const one = await fresh('once', () => OK);
      const [a, b] = [await create(one), await create(one)];
      await create(one, 'http://127.0.0.1:9999/other', 'globex');
      await one.onEvent([1, 2, 3].map((number) => busMessage(number)));
      const records = one.records.slice();
      await one.drainStream();
      one.records.push(...records);
      await one.drainStream();
      one.queue.push(...one.queue);
      await one.drainQueue();
      expect(one.sent.length).toBe(6);
      for (const { id } of [a, b]) {
        const all = await deliveriesOf(one, id);
        expect(
          all.map(({ state, attemptCount }: { state: string; attemptCount: number }) => [state, attemptCount]),
        ).toEqual(Array.from({ length: 3 }, () => ['delivered', 1]));
      }
      expect((await deliveriesOf(one, a.id, 'globex'))?.length).toBeUndefined();
    });

    test('is tried by the schedule of the API, with a fifth of jitter, and then parked', async () => {
      const times: number[] = [];
      const one = await fresh('schedule', () => {
        times.push(one.time.now);
        return { status: 500, error: 'status', body: undefined };
      });
      const { id } = await create(one);
      const from = one.time.now;
      await emit(one, 1);
      await one.drainQueue();
      for (let steps = 0; steps < 40; steps += 1) {
        one.time.now += 1000;
        await one.drainQueue();
      }
      await pass(one, 3_600_000);
      await pass(one, 100 * 3_600_000);
      const [delivery] = await deliveriesOf(one, id);
      const seen: readonly number[] = delivery.attempts.map(({ at }: { at: string }) => Date.parse(at) - from);
      expect([delivery.state, delivery.attemptCount, delivery.nextAttemptAt]).toEqual(['parked', seen.length, null]);
      const isTry = (offset: number) => (at: number | undefined) =>
        at !== undefined && at >= offset * 0.8 && at <= offset * 1.2 + (offset < 3_600_000 ? 60_000 : 900_000);
      // While the outage is young there are probes beside the tries, at most each 15 s; after that the tries alone.
      const old = OFFSETS_MS.filter((offset) => offset > YOUNG_MS);
      const [early, late] = [seen.slice(0, -old.length), seen.slice(-old.length)];
      expect(early.every((at) => at <= YOUNG_MS + 60_000)).toBe(true);
      expect(early.length).toBeLessThanOrEqual(OFFSETS_MS.length - old.length + YOUNG_MS / 15_000);
      for (const offset of OFFSETS_MS.filter((one) => one <= YOUNG_MS))
        expect([offset, early.some(isTry(offset))]).toEqual([offset, true]);
      for (const [index, offset] of old.entries()) expect([offset, isTry(offset)(late[index])]).toEqual([offset, true]);
      expect(times.length).toBeGreaterThan(8);
    }, 60_000);

    test('that is parked begins anew when it is redelivered, and a repeat of that call sends nothing more', async () => {
      let answer: Answer = DOWN;
      const one = await fresh('anew', () => answer);
      const { id } = await create(one);
      await emit(one, 1);
      await one.drainQueue();
      await pass(one, 100 * 3_600_000);
      const [parked] = await deliveriesOf(one, id);
      expect(parked.state).toBe('parked');
      answer = OK;
      const ask = () => one.call('POST /v1/deliveries/{id}/redeliver', { params: { id: parked.id }, key: 'again' });
      const first = await ask();
      expect([first.status, first.json.state]).toEqual([202, 'pending']);
      await one.drainStream();
      await one.drainQueue();
      const sent = one.sent.length;
      const repeat = await ask();
      expect([repeat.text, repeat.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
      await one.drainStream();
      await one.drainQueue();
      expect(one.sent.length).toBe(sent);
      expect((await deliveriesOf(one, id))[0]).toMatchObject({ state: 'delivered', attemptCount: 12 });
    }, 60_000);

    test('is recorded once and sent at least once, though each hop is killed before and after every call', async () => {
      const draw = belowFrom(11);
      let calm = true;
      const one = await fresh(
        'killed',
        () => (draw(4) === 0 ? DOWN : OK),
        () => (calm ? undefined : ([undefined, 'before', 'after'] as const)[Math.max(0, draw(12) - 9)]),
      );
      const endpoints = [await create(one), await create(one), await create(one)];
      const total = 20;
      const waiting = Array.from({ length: total }, (_, number) => busMessage(number));
      calm = false;
      for (let rounds = 0; rounds < 400 && waiting.length > 0; rounds += 1) {
        const batch = waiting.splice(0, 5);
        const failed = await one.onEvent(batch);
        waiting.push(...failed.map((name) => batch[Number(name.slice(1))] ?? ''));
      }
      await one.drainStream();
      // Some messages come a second time, as SQS may do at any time.
      one.queue.push(...one.queue.slice(0, 15));
      for (let rounds = 0; rounds < 60; rounds += 1) {
        await one.drainQueue(400);
        one.time.now += 20_000;
      }
      calm = true;
      await pass(one, 100 * 3_600_000);
      for (const { id } of endpoints) {
        const all = await deliveriesOf(one, id);
        expect(new Set(all.map(({ eventId: event }: { eventId: string }) => event)).size).toBe(total);
        expect(all.length).toBe(total);
        for (const { state, attempts, attemptCount } of all) {
          expect(['delivered', 'parked']).toContain(state);
          expect(attempts.length).toBe(attemptCount);
          const good = attempts.filter(({ error }: { error: string | null }) => error === null).length;
          expect(good).toBe(state === 'delivered' ? 1 : 0);
        }
      }
    }, 120_000);

    test('ends with its endpoint: canceled when that is deleted, parked while it is disabled', async () => {
      const one = await fresh('ended', () => OK);
      const [gone, off] = [await create(one), await create(one)];
      await emit(one, 1);
      await one.call('PATCH /v1/webhook-endpoints/{id}', { params: { id: off.id }, body: { enabled: false } });
      expect((await one.call('DELETE /v1/webhook-endpoints/{id}', { params: { id: gone.id } })).status).toBe(204);
      await one.drainQueue();
      expect(one.sent).toEqual([]);
      const [parked] = await deliveriesOf(one, off.id);
      expect(parked.state).toBe('parked');
      const refused = await one.call('POST /v1/deliveries/{id}/redeliver', { params: { id: parked.id }, key: 'r' });
      expect([refused.status, refused.json.type]).toEqual([409, '/problems/webhook-endpoint-disabled']);
      await emit(one, 2);
      expect(one.queue).toEqual([]);
    });
  });
});
