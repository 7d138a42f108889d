import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { deliveryId, newDelivery } from '../../../functions/webhooks/model/delivery.ts';
import { nextFallbackAt } from '../../../functions/webhooks/model/fallback.ts';
import { isJob } from '../../../functions/webhooks/model/job.ts';
import { SHARDS } from '../../../functions/webhooks/store/jobs/due.ts';
import { newDeliveryItem } from '../../../functions/webhooks/store/table/delivery-item.ts';
import { DUE_SHARDS, dueShard, TABLE } from '../../../functions/webhooks/store/table/keys.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { kits } from './kits.ts';
import { create, deliveriesOf, emit, OK, pass } from './steps.ts';

const MINUTE = 60_000;
const { due } = TABLE.indexes;

await onEachEngine((engine) => {
  const { fresh } = kits(engine);

  /** A delivery that waits since `at`, in the first shard whatever its id. */
  const put = async (
    { store, time }: Kit,
    number: number,
    at: number,
    without: readonly string[] = [],
    shard = 'due#0',
  ) => {
    const event = { eventId: `evt_${number}`, eventType: 'ledger.X', seq: 1, payload: undefined };
    const delivery = newDelivery({ tenant: 'acme', endpoint: 'we_1', ...event }, time.now);
    const item = {
      ...newDeliveryItem(delivery, store.dueShards),
      [due.partition]: { S: shard },
      [due.sort]: { N: String(at) },
    };
    const Item = Object.fromEntries(Object.entries(item).filter(([name]) => !without.includes(name)));
    await store.dynamo.send(new PutItemCommand({ TableName: store.table, Item }));
    return delivery.id;
  };
  const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

  describe('the fallback schedule', () => {
    test('wakes what is due however much nobody can read stands before it, and says how much', async () => {
      const one = await fresh('unreadable');
      const hours = one.time.now - 3_600_000;
      for (const number of numbers(120)) await put(one, number, hours - 1, ['createdAt']);
      const good = await put(one, 1_000, hours);
      await one.wake();
      expect(one.queue.map(({ posted }) => posted.message)).toMatchObject([{ delivery: good }]);
      expect(one.lines).toContainEqual(['deliveries are poison', expect.objectContaining({ poison: 120 })]);
    });

    test('sends its messages together, and goes on while there is more', async () => {
      const one = await fresh('many');
      for (const number of numbers(250)) await put(one, number, one.time.now);
      let posts = 0;
      one.onPost = (jobs) => {
        posts += jobs.length > 0 ? 1 : 0;
      };
      await one.wake();
      expect([one.queue.length, posts]).toEqual([250, 3]);
    });

    test('finds what waits in any shard, wherever a release before this one or this one puts it', async () => {
      const one = await fresh('shards');
      const shards = [8, DUE_SHARDS].flatMap((written) =>
        Array.from({ length: written }, (_, shard) => ({ written, shard: `due#${shard}` })),
      );
      const ids = [];
      for (const [number, { shard }] of shards.entries()) ids.push(await put(one, number, one.time.now, [], shard));
      await one.wake();
      const woken = one.queue.map(({ posted }) => posted.message).filter(isJob);
      expect(woken.map(({ delivery }) => delivery).sort()).toEqual(ids.sort());
    });

    test('has deliveries spread evenly, over no shard that is not read', () => {
      const ids = numbers(6_400).map((number) => deliveryId('acme', `evt_${number}`, 'we_1'));
      for (const written of [8, DUE_SHARDS]) {
        const counts = [...Map.groupBy(ids, (id) => dueShard(id, written)).values()].map(({ length }) => length);
        expect(counts).toHaveLength(written);
        expect(Math.max(...counts)).toBeLessThan((1.5 * ids.length) / written);
      }
      expect(new Set(ids.map((id) => dueShard(id, DUE_SHARDS)))).toEqual(
        new Set(SHARDS.map((shard) => `due#${shard}`)),
      );
    });

    test('tells how late the oldest fallback is', async () => {
      const one = await fresh('late');
      await put(one, 1, one.time.now - 7 * MINUTE);
      await put(one, 2, one.time.now - 9 * MINUTE);
      await one.wake();
      await one.wake();
      expect(one.late).toEqual([9 * MINUTE, 0]);
    });

    test('looks at what waits less and less often', () => {
      let [fallbacks, at] = [0, 5 * MINUTE];
      for (; at < 24 * 60 * MINUTE; at = nextFallbackAt({ nextAt: 0 }, at)) fallbacks += 1;
      expect(fallbacks).toBe(10);
    });
  });

  describe('a delivery whose first message is lost', () => {
    test('of an event is made after five minutes', async () => {
      const one = await fresh('lost', () => OK);
      const { id } = await create(one);
      await emit(one, 1);
      one.queue.splice(0);
      await pass(one, 6 * MINUTE);
      expect(await deliveriesOf(one, id)).toMatchObject([{ state: 'delivered', attemptCount: 1 }]);
    });

    test('of a test, because the job was seen before it, is made after five minutes', async () => {
      const one = await fresh('early-job', () => OK);
      const { id } = await create(one);
      await one.call('POST /v1/webhook-endpoints/{id}/test', { params: { id }, key: 'early' });
      await one.drainStream();
      one.queue.splice(0);
      await pass(one, 6 * MINUTE);
      expect(await deliveriesOf(one, id)).toMatchObject([{ state: 'delivered', attemptCount: 1 }]);
    });

    test('has no fallback any more once it was delivered', async () => {
      const one = await fresh('settled', () => OK);
      await create(one);
      await emit(one, 1);
      await one.drainQueue();
      one.time.now += 10 * MINUTE;
      await one.wake();
      expect(one.queue).toEqual([]);
    });
  });
});
