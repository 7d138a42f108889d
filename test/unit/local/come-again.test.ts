import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { BrokenInvariant } from '../../../functions/kernel/core/assert.ts';
import type { ComeAgain } from '../../../functions/kernel/triggers/come-again.ts';
import { queueBatch } from '../../../functions/kernel/triggers/queue-batch.ts';
import { LocalStore } from '../../../local/aws/local-store.ts';
import { DEFAULT_SETTINGS } from '../../../local/sqs/queue-settings.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { eventRecord } from '../../../local/sqs/received-message.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
/** As the brisk lane of webhooks has it: six times fifteen seconds. */
const VISIBILITY_MS = 90_000;
const ARN = 'arn:aws:sqs:us-east-1:000000000000:work';
const SECOND = 1_000;

/** A queue on a clock that the test moves, and a consumer whose messages have the fates that the test says. */
const rig = (
  fate: (body: string) => unknown,
  change: { readonly comeAgain?: ComeAgain; readonly leftMs?: number } = {},
) => {
  const clock = { now: 1_000_000_000 };
  const queues = new Queues(new LocalStore(join(folder(), 'local.sqlite')), () => clock.now);
  queues.define('work', { ...DEFAULT_SETTINGS, visibilityMs: VISIBILITY_MS });
  const asked: string[] = [];
  const comeAgain: ComeAgain = async (arn, messages) => {
    asked.push(arn);
    for (const { receiptHandle, seconds } of messages) queues.changeVisibility('work', receiptHandle, seconds * SECOND);
  };
  const said: string[] = [];
  const write = (line: string) => void said.push(line);
  const log = { info: () => {}, warn: () => {}, error: write };
  const handler = queueBatch({
    domain: 'd',
    read: (body) => {
      if (body === 'poison') throw new SyntaxError('poison');
      return body;
    },
    handle: async (arrived) => {
      const left = new Map<string, unknown>();
      for (const { id, message } of arrived) {
        const met = fate(message);
        if (message === 'all') throw met;
        if (met !== undefined) left.set(id, met);
      }
      return left;
    },
    deps: { clock: { now: () => clock.now, sleep: async () => {} }, log: log as never, comeAgain, ...change },
  });
  /** One run over what is visible; the bodies of it. */
  const run = async (): Promise<readonly string[]> => {
    const got = queues.receive('work', { max: 10 });
    const event = { Records: got.map((one) => eventRecord(one, ARN)) } as unknown as SQSEvent;
    const context = { getRemainingTimeInMillis: () => change.leftMs ?? 15_000 } as Context;
    if (got.length === 0) return [];
    try {
      const { batchItemFailures = [] } = (await handler(event, context)) as {
        batchItemFailures?: { itemIdentifier: string }[];
      };
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      queues.deleteAll(
        'work',
        got.filter(({ messageId }) => !failed.has(messageId)).map((one) => one.receiptHandle),
      );
    } catch {
      // as Lambda: all of it stays
    }
    return got.map(({ body }) => body);
  };
  /** Seconds until a message is seen again, at most so many. */
  const secondsUntilSeen = async (most: number): Promise<number> => {
    for (let seconds = 0; seconds < most; seconds += 1) {
      if ((await run()).length > 0) return seconds;
      clock.now += SECOND;
    }
    return most;
  };
  const send = (...bodies: readonly string[]) =>
    queues.send(
      'work',
      bodies.map((body) => ({ body })),
    );
  return { asked, said, run, send, secondsUntilSeen };
};

describe('a message that failed', () => {
  test('for what may pass is seen again after seconds, longer each time, and in the end by the visibility timeout', async () => {
    const { asked, run, send, secondsUntilSeen } = rig(() => new Error('the store did not answer'));
    send('late');
    await run();
    const waits: number[] = [];
    for (let times = 0; times < 7; times += 1) waits.push(await secondsUntilSeen(200));
    expect(waits).toEqual([2, 4, 8, 16, 32, 90, 90]);
    expect(new Set(asked)).toEqual(new Set([ARN]));
  });

  test('with a batch that failed whole is seen again as soon', async () => {
    const { run, send, secondsUntilSeen } = rig(() => new Error('throttled'));
    send('all');
    await run();
    expect(await secondsUntilSeen(200)).toBe(2);
  });

  test.each([
    ['is poison', 'poison', undefined],
    ['broke an invariant', 'broken', new BrokenInvariant('never')],
    ['broke one with all of its batch', 'all', new BrokenInvariant('never')],
  ])('and %s is left to the visibility timeout: nobody mends it within seconds', async (_, body, reason) => {
    const { asked, run, send, secondsUntilSeen } = rig(() => reason);
    send(body);
    await run();
    expect(await secondsUntilSeen(200)).toBe(90);
    expect(asked).toEqual([]);
  });

  test('is left there too where the run has no time to ask, or the queue does not answer: the batch is answered all the same', async () => {
    const late = rig(() => new Error('busy'), { leftMs: 2_000 });
    late.send('one', 'two');
    await late.run();
    expect([late.asked, await late.secondsUntilSeen(200)]).toEqual([[], 90]);
    const deaf = rig((body) => (body === 'one' ? new Error('busy') : undefined), {
      comeAgain: async () => {
        throw new Error('SQS does not answer');
      },
    });
    deaf.send('one', 'two');
    await deaf.run();
    expect(deaf.said).toContain('messages come again later');
    expect(await deaf.secondsUntilSeen(200)).toBe(90);
  });
});
