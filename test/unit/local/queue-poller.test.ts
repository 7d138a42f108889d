import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { LocalStore } from '../../../local/aws/local-store.ts';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { type QueueMapping, QueuePoller } from '../../../local/sqs/queue-poller.ts';
import { DEFAULT_SETTINGS } from '../../../local/sqs/queue-settings.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const pollers: QueuePoller[] = [];
afterEach(async () => {
  for (const poller of pollers.splice(0)) await poller.stop();
});

const OK: InvokeResult = { statusCode: 200, executedVersion: '1', payload: 'null', requestId: 'r' };
const answer = (failed: readonly string[]): InvokeResult => ({
  ...OK,
  payload: JSON.stringify({ batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }),
});

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount: string };
}

type Run = (messages: readonly Message[], call: number) => Promise<InvokeResult> | InvokeResult;

/** A poller whose function is `run`; the clock stands still unless the test moves it. */
const rig = (run: Run, change: Partial<QueueMapping> = {}) => {
  const clock = { now: 1_000_000 };
  const queues = new Queues(new LocalStore(join(folder(), 'local.sqlite')), () => clock.now);
  queues.define('work', DEFAULT_SETTINGS);
  const calls: (readonly Message[])[] = [];
  let noticed = (): void => undefined;
  const poller = new QueuePoller(
    {
      id: 'm',
      queue: 'work',
      functionArn: 'consumer:live',
      batchSize: 10,
      windowMs: 0,
      concurrency: 2,
      partialResponse: true,
      wanted: () => true,
      ...change,
    },
    {
      queues,
      invoke: async (_, payload) => {
        const { Records } = JSON.parse(payload) as { readonly Records: readonly Message[] };
        calls.push(Records);
        noticed();
        return run(Records, calls.length);
      },
      log: () => undefined,
    },
  );
  pollers.push(poller);
  const untilCalls = async (count: number): Promise<void> => {
    while (calls.length < count)
      await new Promise<void>((resolve) => {
        noticed = resolve;
      });
  };
  const bodies = () => calls.map((messages) => messages.map(({ body }) => body));
  return { clock, queues, poller, calls, untilCalls, bodies };
};

const send = (queues: Queues, ...bodies: readonly string[]) =>
  queues.send(
    'work',
    bodies.map((body) => ({ body })),
  );

describe('the poller of a queue', () => {
  test('deletes what was handled; what failed is left until its visibility timeout is over', async () => {
    const { clock, queues, poller, untilCalls, bodies } = rig((messages, call) =>
      call === 1 ? answer(messages.filter(({ body }) => body === 'b').map(({ messageId }) => messageId)) : OK,
    );
    send(queues, 'a', 'b', 'c');
    poller.begin();
    await untilCalls(1);
    await poller.stop();
    expect(bodies()).toEqual([['a', 'b', 'c']]);
    expect(queues.counts('work')).toMatchObject({ visible: 0, inFlight: 1 });
    clock.now += DEFAULT_SETTINGS.visibilityMs;
    expect(queues.receive('work', { max: 10 }).map(({ body, receiveCount }) => [body, receiveCount])).toEqual([
      ['b', 2],
    ]);
  });

  test.each([
    ['throws', { ...OK, functionError: 'Unhandled' as const }],
    ['names a message that it did not get', answer(['unknown'])],
  ])('keeps all messages of a run that %s', async (_, result) => {
    const { queues, poller, untilCalls } = rig(() => result);
    send(queues, 'a', 'b');
    poller.begin();
    await untilCalls(1);
    await poller.stop();
    expect(queues.counts('work').inFlight).toBe(2);
  });

  test('gives messages back uncounted when the function could not be run', async () => {
    const { clock, queues, poller, untilCalls } = rig(() => Promise.reject(new Error('throttled')));
    send(queues, 'a');
    poller.begin();
    await untilCalls(1);
    await poller.stop();
    clock.now += 1_000;
    expect(queues.receive('work', { max: 1 })[0]?.receiveCount).toBe(1);
  });

  test('runs no more batches at a time than allowed, and goes on as soon as one ends', async () => {
    const ends: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const { queues, poller, untilCalls } = rig(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => ends.push(resolve));
        running -= 1;
        return OK;
      },
      { batchSize: 1 },
    );
    send(queues, 'a', 'b', 'c', 'd');
    poller.begin();
    for (let call = 2; call <= 4; call += 1) {
      await untilCalls(call);
      ends.shift()?.();
    }
    for (const end of ends) end();
    await poller.stop();
    expect(most).toBe(2);
    expect(queues.counts('work')).toMatchObject({ visible: 0, inFlight: 0 });
  });

  test.each([
    ['throws', { ...OK, functionError: 'Unhandled' as const }],
    ['is throttled', new Error('throttled')],
  ])('takes few messages for a function that %s, and all once it is well', async (_, trouble) => {
    let well = false;
    const { queues, poller, untilCalls } = rig(
      () => {
        if (well) return OK;
        return trouble instanceof Error ? Promise.reject(trouble) : trouble;
      },
      { batchSize: 1 },
    );
    send(queues, ...Array.from({ length: 40 }, (_, index) => `m${index}`));
    poller.begin();
    await untilCalls(3);
    well = true;
    await untilCalls(30);
    await poller.stop();
    expect(queues.counts('work').inFlight).toBeLessThan(5);
  });

  test('gives a run no more messages than its batch size, also where that takes several receives', async () => {
    const { queues, poller, untilCalls, calls } = rig(() => OK, { batchSize: 15, concurrency: 1 });
    send(queues, ...Array.from({ length: 40 }, (_, index) => `m${index}`));
    poller.begin();
    await untilCalls(3);
    await poller.stop();
    expect(calls.map(({ length }) => length)).toEqual([15, 15, 10]);
  });

  test('stops when the run that is under way has ended and its messages are deleted', async () => {
    const run = Promise.withResolvers<InvokeResult>();
    const { queues, poller, untilCalls } = rig(() => run.promise);
    send(queues, 'a');
    poller.begin();
    await untilCalls(1);
    let isStopped = false;
    const stopped = poller.stop().then(() => {
      isStopped = true;
    });
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    run.resolve(OK);
    await stopped;
    expect(queues.counts('work').oldest).toBeUndefined();
  });

  test('deletes unseen what its filter does not want', async () => {
    const { queues, poller, untilCalls, bodies } = rig(() => OK, { wanted: ({ body }) => body !== 'noise' });
    send(queues, 'noise', 'signal');
    poller.begin();
    await untilCalls(1);
    await poller.stop();
    expect(bodies()).toEqual([['signal']]);
    expect(queues.counts('work').oldest).toBeUndefined();
  });
});
