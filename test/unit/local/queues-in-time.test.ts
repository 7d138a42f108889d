import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LocalStore } from '../../../local/aws/local-store.ts';
import { DEFAULT_SETTINGS, type QueueSettings } from '../../../local/sqs/queue-settings.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

/** Queues `work` and `dead` on a clock that the test moves. */
const rig = (change: Partial<QueueSettings> = {}) => {
  const clock = { now: 1_000_000 };
  const store = new LocalStore(join(folder(), 'local.sqlite'));
  const queues = new Queues(store, () => clock.now);
  queues.define('dead', DEFAULT_SETTINGS);
  queues.define('work', { ...DEFAULT_SETTINGS, ...change });
  const bodies = (max = 10) => queues.receive('work', { max }).map(({ body }) => body);
  return { clock, store, queues, bodies };
};

describe('a queue in time', () => {
  test('wakes a long poll when a message becomes visible: by its time, by its holder, or by a redrive', async () => {
    const { queues, clock } = rig({ redrive: { deadLetterQueue: 'dead', maxReceives: 1 } });
    queues.send('work', [{ body: 'later', delayMs: 5 }]);
    await queues.wait('work', 60_000);
    clock.now += 5;
    const [held] = queues.receive('work', { max: 1 });
    const shown = queues.wait('work', 60_000);
    queues.changeVisibility('work', held?.receiptHandle ?? '', 0);
    await shown;
    expect(queues.receive('work', { max: 1 })).toEqual([]);
    const moved = queues.wait('work', 60_000);
    queues.redrive('dead', undefined);
    await moved;
    const stop = new AbortController();
    queues.purge('work');
    const stopped = queues.wait('work', 60_000, stop.signal);
    stop.abort();
    await stopped;
  });

  test('says when a message was first received, however often it was since, and anew after a redrive', () => {
    const { clock, queues } = rig({ redrive: { deadLetterQueue: 'dead', maxReceives: 3 } });
    queues.send('work', [{ body: 'a' }]);
    const first = clock.now;
    for (let receives = 0; receives < 3; receives += 1) {
      expect(queues.receive('work', { max: 1 })[0]?.firstReceivedAt).toBe(first);
      clock.now += DEFAULT_SETTINGS.visibilityMs;
    }
    queues.receive('work', { max: 1 });
    queues.redrive('dead', undefined);
    expect(queues.receive('work', { max: 1 })[0]).toMatchObject({
      firstReceivedAt: clock.now,
      deadLetterSource: undefined,
    });
  });

  test('gets its own dead letters back and no other queue’s, unless all are sent to one', () => {
    const { clock, queues } = rig({ redrive: { deadLetterQueue: 'dead', maxReceives: 1 } });
    queues.define('other', { ...DEFAULT_SETTINGS, redrive: { deadLetterQueue: 'dead', maxReceives: 1 } });
    for (const queue of ['work', 'other']) {
      queues.send(queue, [{ body: queue }]);
      queues.receive(queue, { max: 1 });
    }
    clock.now += DEFAULT_SETTINGS.visibilityMs;
    for (const queue of ['work', 'other']) queues.receive(queue, { max: 1 });
    expect([queues.sourcesOf('dead'), queues.redrive('dead', undefined)]).toEqual([['work', 'other'], 2]);
    const all = (queue: string) => queues.receive(queue, { max: 10 }).map(({ body }) => body);
    expect([all('work'), all('other')]).toEqual([['work'], ['other']]);
    clock.now += DEFAULT_SETTINGS.visibilityMs;
    for (const queue of ['work', 'other']) queues.receive(queue, { max: 1 });
    expect([queues.redrive('dead', 'other'), all('other').toSorted(), all('work')]).toEqual([2, ['other', 'work'], []]);
  });

  test('that is dropped takes its messages with it', () => {
    const { queues, bodies } = rig();
    queues.send('work', [{ body: 'a', group: 'g' }]);
    queues.drop('work');
    expect([queues.has('work'), queues.names()]).toEqual([false, ['dead']]);
    queues.define('work', DEFAULT_SETTINGS);
    expect(bodies()).toEqual([]);
  });

  test('gives back what no consumer was run for, uncounted and after the delay that is said', () => {
    const { clock, queues } = rig();
    queues.send('work', [{ body: 'a' }]);
    const [held] = queues.receive('work', { max: 1 });
    queues.release('work', [held?.receiptHandle ?? ''], 1_000);
    clock.now += 999;
    expect(queues.receive('work', { max: 1 })).toEqual([]);
    clock.now += 1;
    expect(queues.receive('work', { max: 1 })[0]?.receiveCount).toBe(1);
  });

  test('counts what is visible, in flight and delayed, each once', () => {
    const { clock, queues } = rig({ delayMs: 2_000 });
    queues.send('work', [{ body: 'a', delayMs: 0 }, { body: 'b', delayMs: 0 }, { body: 'c' }]);
    queues.receive('work', { max: 1 });
    const sent = clock.now;
    expect(queues.counts('work')).toEqual({ visible: 1, inFlight: 1, delayed: 1, oldest: sent });
    clock.now += 2_000;
    expect(queues.counts('work')).toEqual({ visible: 2, inFlight: 1, delayed: 0, oldest: sent });
  });
});
