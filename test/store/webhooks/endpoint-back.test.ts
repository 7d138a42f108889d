import { describe, expect, test } from '@jest/globals';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { eventId } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, DOWN, deliveriesOf, emit, HANGS, OK, pass } from './steps.ts';

await onEachEngine((engine) => {
  const HOUR = 3_600_000;
  const EVENTS = 30;
  const emitAll = (one: Kit) => emit(one, ...Array.from({ length: EVENTS }, (_, number) => number));
  const { fresh } = kits(engine);
  const statesOf = async (one: Kit, id: string) =>
    (await deliveriesOf(one, id)).map(({ state }: { state: string }) => state);
  const ALL_DELIVERED = Array.from({ length: EVENTS }, () => 'delivered');

  describe('an endpoint that is back', () => {
    test.each([
      ['was down', DOWN],
      ['hung', HANGS],
    ])(
      'after it %s for three hours has all that waits as soon as one delivery succeeds',
      async (_, trouble) => {
        let down = true;
        const one = await fresh(`back-${trouble.error}`, () => (down ? trouble : OK));
        const { id } = await create(one);
        await emitAll(one);
        await one.drainQueue();
        await pass(one, 3 * HOUR);
        expect(await statesOf(one, id)).toEqual(ALL_DELIVERED.map(() => 'pending'));
        down = false;
        expect((await one.call('POST /v1/webhook-endpoints/{id}/test', { params: { id }, key: 'back' })).status).toBe(
          202,
        );
        await one.drainStream();
        await pass(one, 3 * 60_000);
        expect(await statesOf(one, id)).toEqual([...ALL_DELIVERED, 'delivered']);
      },
      120_000,
    );

    test('has all events but the one that fails, and that one by its schedule', async () => {
      let down = true;
      const poison = eventId(7);
      const one = await fresh('back-poison', ({ headers }) => (down || headers['webhook-id'] === poison ? DOWN : OK));
      const { id } = await create(one);
      await emitAll(one);
      await one.drainQueue();
      await pass(one, 3 * HOUR);
      down = false;
      await emit(one, EVENTS);
      await pass(one, 30 * 60_000);
      const left = (await deliveriesOf(one, id)).filter(({ state }: { state: string }) => state !== 'delivered');
      expect(left.map(({ eventId, state }: { eventId: string; state: string }) => [eventId, state])).toEqual([
        [poison, 'pending'],
      ]);
    }, 120_000);

    test('because its owner sends elsewhere has what waits at once', async () => {
      const one = await fresh('back-elsewhere', ({ target }) => (target.port === 9998 ? OK : DOWN));
      const { id } = await create(one);
      await emitAll(one);
      await one.drainQueue();
      await pass(one, 3 * HOUR);
      const patch = { params: { id }, body: { url: 'http://127.0.0.1:9998/elsewhere' } };
      expect((await one.call('PATCH /v1/webhook-endpoints/{id}', patch)).status).toBe(200);
      await one.drainStream();
      await pass(one, 3 * 60_000);
      expect(await statesOf(one, id)).toEqual(ALL_DELIVERED);
    }, 60_000);
  });

  describe('a delivery that is woken before its time', () => {
    test('has used up no try when it fails: its next one stays when it was', async () => {
      let down = true;
      const one = await fresh('early', ({ headers }) => (down || headers['webhook-id'] === eventId(1) ? DOWN : OK));
      const { id } = await create(one);
      await emit(one, 1);
      await one.drainQueue();
      await pass(one, HOUR + HOUR / 2);
      const before = (await deliveriesOf(one, id))[0];
      down = false;
      const { json } = await one.call('POST /v1/webhook-endpoints/{id}/test', { params: { id }, key: 'early' });
      await one.drainStream();
      await one.drainQueue();
      const after = (await deliveriesOf(one, id)).find(({ id: one }: { id: string }) => one !== json.id);
      expect([after.attemptCount, after.nextAttemptAt]).toEqual([before.attemptCount + 1, before.nextAttemptAt]);
      await pass(one, 100 * HOUR);
      expect((await deliveriesOf(one, id)).map(({ state }: { state: string }) => state).toSorted()).toEqual([
        'delivered',
        'parked',
      ]);
    }, 120_000);
  });
});
