import { describe, expect, test } from '@jest/globals';
import type { Outgoing } from '../../../functions/webhooks/http-client/send.ts';
import { DEFERRED_MAX, isWakeUp } from '../../../functions/webhooks/model/job.ts';
import { acquireSlot } from '../../../functions/webhooks/store/jobs/slots.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { kits } from './kits.ts';
import { create, deliveriesOf, emit, OK, pass } from './steps.ts';

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const messagesOf = (one: Kit) => one.queue.splice(0).map(({ posted }) => posted.message);

await onEachEngine((engine) => {
  const { fresh } = kits(engine);

  /** An endpoint whose server takes so long by the kit's clock, and what each lane sent to it. */
  const slowKit = async (table: string, latencyMs: () => number) => {
    const lanes: string[] = [];
    const one: Kit = await fresh(table, (_: Outgoing, lane) => {
      lanes.push(lane);
      one.time.now += latencyMs();
      return OK;
    });
    return { one, lanes, ...(await create(one)) };
  };

  test('a message that finds no slot for too long ends, and its delivery waits in the table until the fallback schedule wakes it', async () => {
    let latencyMs = 600;
    const { one, id } = await slowKit('slow-chain', () => latencyMs);
    await emit(one, 0);
    const [message] = messagesOf(one);
    if (message === undefined || isWakeUp(message)) throw new Error('the event has no message');
    const health = { tenant: 'acme', endpoint: id };
    // The brisk lane's one slot for who is unknown is taken, and again whenever it is given back.
    const taken = () => acquireSlot(one.store, health, { lane: 'brisk', asked: false, early: false });
    expect((await taken()).kind).toBe('go');
    await one.batch([{ ...message, deferred: DEFERRED_MAX - 1 }]);
    const [last] = messagesOf(one);
    expect(last).toEqual({ ...message, deferred: DEFERRED_MAX });
    await one.batch([{ ...message, deferred: DEFERRED_MAX }]);
    expect([one.queue, one.sent]).toEqual([[], []]);
    latencyMs = 5;
    await pass(one, 45 * 60_000);
    expect((await deliveriesOf(one, id)).map(({ state }: { state: string }) => state)).toEqual(['delivered']);
  });

  describe('an endpoint that answers in 600 ms', () => {
    test('is served in the patient lane once its first answer has shown what it takes, and each event comes once', async () => {
      const { one, lanes, id } = await slowKit('slow', () => 600);
      await emit(one, 0);
      await one.drainQueue();
      await emit(one, ...numbers(1, 10));
      await one.drainQueue();
      expect(lanes).toEqual(['brisk', ...Array.from({ length: 10 }, () => 'patient')]);
      expect(
        (await deliveriesOf(one, id)).map(({ attemptCount, state }: { attemptCount: number; state: string }) => [
          attemptCount,
          state,
        ]),
      ).toEqual(Array.from({ length: 11 }, () => [1, 'delivered']));
    });

    test('comes back into the brisk lane when its answers come at once again', async () => {
      let latencyMs = 600;
      const { one, lanes } = await slowKit('slow-once', () => latencyMs);
      await emit(one, 0);
      await one.drainQueue();
      latencyMs = 5;
      await emit(one, ...numbers(1, 3));
      await one.drainQueue();
      lanes.length = 0;
      // What another environment remembers of it is believed for a second.
      one.time.now += 1_000;
      await emit(one, 4, 5);
      await one.drainQueue();
      expect(lanes).toEqual(['brisk', 'brisk']);
    });

    test('is believed to be slow for a second: until then its messages go to the patient lane without a look at the table', async () => {
      const { one } = await slowKit('slow-known', () => 600);
      await emit(one, 0);
      const [first] = messagesOf(one);
      if (first === undefined || isWakeUp(first)) throw new Error('the event has no message');
      await one.batch([first]);
      // A look would drop it: there is no such delivery.
      const unknown = { ...first, delivery: 'dlv_none' };
      await one.batch([unknown]);
      expect(one.queue.splice(0).map(({ posted }) => [posted.lane, posted.message])).toEqual([['patient', unknown]]);
      one.time.now += 1_000;
      await one.batch([unknown]);
      expect(one.queue).toEqual([]);
    });

    test('has two slots, however many events there are: more would hold more runs than it can use', async () => {
      let [underWay, most] = [0, 0];
      let held = false;
      const one: Kit = await fresh('slow-slots', async () => {
        one.time.now += held ? 0 : 600;
        underWay += 1;
        most = Math.max(most, underWay);
        if (held) await new Promise((resolve) => setTimeout(resolve, 300));
        underWay -= 1;
        return OK;
      });
      await create(one);
      await emit(one, 0);
      await one.drainQueue();
      held = true;
      await emit(one, ...numbers(1, 10));
      const messages = messagesOf(one);
      await one.batch(messages);
      expect([most, one.queue.map(({ posted }) => posted.lane)]).toEqual([1, messages.map(() => 'patient')]);
      // Ten runs at once, each with one message.
      await Promise.all(messagesOf(one).map((message) => one.batch([message], 'patient')));
      expect(most).toBe(2);
      // The others wait for a position in the queue and not in a run.
      expect(one.queue.map(({ posted }) => [posted.lane, posted.delaySeconds >= 1])).toEqual(
        Array.from({ length: 8 }, () => ['patient', true]),
      );
    });
  });
});
