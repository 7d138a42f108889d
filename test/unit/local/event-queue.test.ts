import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { EventQueue } from '../../../local/lambda/event-queue.ts';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { temporaryFolder } from '../../support/folder.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

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
});
