import { describe, expect, test } from '@jest/globals';
import { countingCapacity } from '../../support/capacity.ts';
import { startCountingEngines } from '../../support/dynamo.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { createWebhooksTable } from '../../support/webhooks-table.ts';
import { kit } from './kit.ts';
import { create, emit } from './steps.ts';

/** A batch of the intake. */
const EVENTS = 10;
const numbers = (from: number) => Array.from({ length: EVENTS }, (_, index) => from + index);

await onEachEngine((engine) => {
  const client = clientOf(engine);

  /** A kit, and what the engine says that it has consumed since that was last asked. */
  const metered = async (table: string) => {
    let [read, write] = [0, 0];
    await createWebhooksTable(client, table);
    const dynamo = countingCapacity(client, (units) => {
      read += units.read;
      write += units.write;
    });
    const consumed = () => {
      const units = { read, write };
      [read, write] = [0, 0];
      return units;
    };
    return { one: kit(dynamo as typeof client, table), consumed };
  };

  describe('a batch of events consumes', () => {
    test('four write units for each in the feed and two for its place, and a look at the endpoints', async () => {
      const { one, consumed } = await metered('capacity-feed');
      await emit(one, ...numbers(0));
      expect(consumed()).toEqual({ read: 1, write: 4 * EVENTS + 2 });
    });

    test('three write units more for each delivery that it makes: the delivery, and its place in two indexes', async () => {
      const { one, consumed } = await metered('capacity-made');
      await create(one);
      consumed();
      await emit(one, ...numbers(0));
      expect(consumed()).toEqual({ read: 1, write: (4 + 3) * EVENTS + 2 });
    });
  });

  const OF_A_DELIVERY = { read: 2, write: 2 };
  const OF_A_VISIT = { read: 1, write: 2 };
  /** Units of so many deliveries to an endpoint that answers, in batches of that size. */
  const units = (batches: number, size: number) => ({
    read: batches * (OF_A_VISIT.read + size * OF_A_DELIVERY.read),
    write: batches * (OF_A_VISIT.write + size * OF_A_DELIVERY.write),
  });

  test('a delivery consumes two read and two write units, and a visit of an endpoint that answers one and two more', async () => {
    const { one, consumed } = await metered('capacity-delivered');
    await create(one);
    await emit(one, ...numbers(0));
    consumed();
    await one.drainQueue();
    // The first attempt at an endpoint that nobody knows is charged to its host.
    const { read, write } = units(EVENTS, 1);
    expect(consumed()).toEqual({ read, write: write + 1 });
    await emit(one, ...numbers(EVENTS));
    consumed();
    await one.batch(one.queue.splice(0).map(({ posted }) => posted.message));
    expect(consumed()).toEqual(units(1, EVENTS));
    expect(one.sent).toHaveLength(2 * EVENTS);
  });
}, startCountingEngines);
