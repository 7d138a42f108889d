import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { EventQueue } from '../../../local/lambda/event-queue.ts';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { temporaryFolder } from '../../support/folder.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
afterEach(() => void jest.useRealTimers());

const result = (failed: boolean): InvokeResult => ({
  statusCode: 200,
  executedVersion: '3',
  payload: failed ? '{"errorType":"Error","errorMessage":"no"}' : 'null',
  requestId: 'r',
  ...(failed ? { functionError: 'Unhandled' as const } : {}),
});

/** A queue whose invocations are answered by `answer`; every call and delivery is seen in order. */
const open = (file: string, answer: (payload: string) => boolean) => {
  const seen: string[] = [];
  const waiting: (() => void)[] = [];
  const note = (text: string): void => {
    seen.push(text);
    for (const wake of waiting.splice(0)) wake();
  };
  const queue = new EventQueue(join(folder.path, file), {
    invoke: async (target, payload) => {
      note(`${target} ${payload}`);
      return result(!answer(payload));
    },
    deliver: async (arn, record) => {
      const { requestPayload, requestContext, responseContext } = JSON.parse(record);
      note(
        `${arn} ${JSON.stringify(requestPayload)} ${requestContext.approximateInvokeCount} ${responseContext.executedVersion}`,
      );
    },
    log: () => undefined,
  });
  const until = async (count: number): Promise<readonly string[]> => {
    while (seen.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    return seen;
  };
  return { queue, seen, until };
};

describe('asynchronous invocations', () => {
  test('are kept until somebody begins, in order, and leave when they have succeeded', async () => {
    const first = open('a.sqlite', () => true);
    first.queue.add('f:live', '1');
    first.queue.add('f:live', '2');
    expect(first.seen).toEqual([]);
    first.queue.stop();
    const second = open('a.sqlite', () => true);
    second.queue.begin();
    expect(await second.until(2)).toEqual(['f:live 1', 'f:live 2']);
    await Promise.resolve();
    await Promise.resolve();
    second.queue.stop();
    const third = open('a.sqlite', () => true);
    third.queue.begin();
    third.queue.add('f:live', '3');
    expect(await third.until(1)).toEqual(['f:live 3']);
    third.queue.stop();
  });

  test('go to their failure destination with what happened when no retry is left', async () => {
    const { queue, until } = open('b.sqlite', () => false);
    queue.configure('f:live', { retries: 0, maxAgeSeconds: 60, onFailure: 'arn:aws:sqs:x' });
    queue.begin();
    queue.add('arn:aws:lambda:us-east-1:000000000000:function:f:live', '{"a":1}');
    expect((await until(2))[1]).toBe('arn:aws:sqs:x {"a":1} 1 3');
    queue.stop();
  });

  test('a crash before the end runs them again', async () => {
    const { promise: never } = Promise.withResolvers<InvokeResult>();
    const stuck = new EventQueue(join(folder.path, 'd.sqlite'), {
      invoke: () => never,
      deliver: async () => undefined,
      log: () => undefined,
    });
    stuck.begin();
    stuck.add('f', '1');
    stuck.stop();
    const again = open('d.sqlite', () => true);
    again.queue.begin();
    expect(await again.until(1)).toEqual(['f 1']);
    again.queue.stop();
  });

  describe('that fail', () => {
    const START = 1_800_000_000_000;
    /** A queue on a clock that the test moves, whose function always fails; when it was called, in seconds. */
    const failing = (file: string, deliver: () => Promise<void> = async () => undefined) => {
      jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
      const calls: number[] = [];
      const delivered: number[] = [];
      const seconds = () => Math.floor((Date.now() - START) / 1_000);
      const queue = new EventQueue(join(folder.path, file), {
        invoke: async () => {
          calls.push(seconds());
          return result(true);
        },
        deliver: async () => {
          delivered.push(seconds());
          await deliver();
        },
        log: () => undefined,
      });
      queue.begin();
      return { queue, calls, delivered, pass: (s: number) => jest.advanceTimersByTimeAsync(s * 1_000) };
    };

    test('are tried again after one minute and after two more, and then given up', async () => {
      const { queue, calls, delivered, pass } = failing('e.sqlite');
      queue.configure('f:live', { retries: 2, maxAgeSeconds: 3_600, onFailure: 'arn:aws:sqs:x' });
      queue.add('f:live', '1');
      await pass(59);
      expect(calls).toEqual([0]);
      await pass(1_000);
      expect([calls, delivered]).toEqual([[0, 60, 180], [180]]);
      queue.stop();
    });

    test('are tried twice again where nobody says how often, and as often as is said', async () => {
      const { queue, calls, pass } = failing('f.sqlite');
      queue.add('f:live', '1');
      await pass(1_000);
      expect(calls).toHaveLength(3);
      queue.configure('f:live', { retries: 1, maxAgeSeconds: 3_600, onFailure: undefined });
      queue.add('f:live', '2');
      await pass(1_000);
      expect(calls).toHaveLength(5);
      queue.configure('f:live', undefined);
      queue.add('f:live', '3');
      await pass(1_000);
      expect(calls).toHaveLength(8);
      queue.stop();
    });

    test('are not tried again once they would be older than they may', async () => {
      const { queue, calls, delivered, pass } = failing('g.sqlite');
      queue.configure('f:live', { retries: 2, maxAgeSeconds: 100, onFailure: 'arn:aws:sqs:x' });
      queue.add('f:live', '1');
      await pass(1_000);
      expect([calls, delivered]).toEqual([[0, 60], [60]]);
      queue.stop();
    });

    test('are kept where their record cannot be delivered, which is done later', async () => {
      let isDown = true;
      const { queue, delivered, pass } = failing('h.sqlite', async () => {
        if (isDown) throw new Error('no such queue');
      });
      queue.configure('f:live', { retries: 0, maxAgeSeconds: 3_600, onFailure: 'arn:aws:sqs:x' });
      queue.add('f:live', '1');
      await pass(30);
      isDown = false;
      await pass(1_000);
      expect(delivered).toEqual([0, 60]);
      queue.stop();
    });
  });

  test('run at most sixteen at once, each of them once', async () => {
    const ends: (() => void)[] = [];
    const started: string[] = [];
    const queue = new EventQueue(join(folder.path, 'i.sqlite'), {
      invoke: async (_, payload) => {
        started.push(payload);
        await new Promise<void>((resolve) => ends.push(resolve));
        return result(false);
      },
      deliver: async () => undefined,
      log: () => undefined,
    });
    queue.begin();
    for (let at = 0; at < 20; at += 1) queue.add('f', String(at));
    expect(started).toHaveLength(16);
    ends[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect([started.length, new Set(started).size]).toEqual([17, 17]);
    queue.stop();
  });
});
