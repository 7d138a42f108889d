import { describe, expect, test } from '@jest/globals';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { queue } from '../../../functions/kernel/triggers/queue.ts';
import { clockOf } from '../../support/clock.ts';
import { recordingLog } from './support/recording-log.ts';

const record = (messageId: string, body: string, group?: string): SQSRecord => ({
  messageId,
  body,
  receiptHandle: '',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '0',
    ...(group === undefined ? {} : { MessageGroupId: group }),
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:eu-west-1:1:work${group === undefined || group.startsWith('fair') ? '' : '.fifo'}`,
  awsRegion: '',
});

const rig = (handle: (message: string) => Promise<void>, width?: number) => {
  const log = recordingLog();
  const clock = clockOf(() => 0);
  const read = (body: string): string => {
    if (body.startsWith('{')) throw new SyntaxError(`cannot read ${body}`);
    return body;
  };
  const handler = queue({ domain: 'test', read, handle, deps: { clock, log }, ...(width ? { width } : {}) });
  const run = async (...Records: readonly SQSRecord[]) => {
    const answer = await handler({ Records: [...Records] } satisfies SQSEvent, {} as Context);
    return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
  };
  return { run, log };
};

describe('a queue', () => {
  test('reports only what failed, and handles the rest', async () => {
    const done: string[] = [];
    const { run } = rig(async (message) => {
      if (message === 'bad') throw new Error('no');
      done.push(message);
    });
    expect(await run(record('1', 'a'), record('2', 'bad'), record('3', 'b'))).toEqual(['2']);
    expect(done).toEqual(['a', 'b']);
  });

  test('a message that cannot be read holds up none of the others, and is told apart', async () => {
    const done: string[] = [];
    const { run, log } = rig(async (message) => void done.push(message));
    expect(await run(record('1', '{CANARY'), record('2', 'a'))).toEqual(['1']);
    expect(done).toEqual(['a']);
    expect(log.lines.at(-1)?.line).toMatchObject({ count: 2, failed: 1, faults: 1, poison: 1 });
    expect(JSON.stringify(log.lines.map(({ line }) => line))).not.toContain('CANARY');
  });

  test('keeps the order of a group: what follows a failure comes again with it, other groups go on', async () => {
    const done: string[] = [];
    const { run } = rig(async (message) => {
      if (message === 'bad') throw new Error('no');
      done.push(message);
    });
    const failed = await run(
      record('1', 'a', 'x'),
      record('2', 'bad', 'x'),
      record('3', 'b', 'x'),
      record('4', 'c', 'y'),
    );
    expect(failed).toEqual(['2', '3']);
    expect(done.sort()).toEqual(['a', 'c']);
  });

  test('handles no more than its width at once', async () => {
    let running = 0;
    let most = 0;
    const { run } = rig(async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    }, 3);
    expect(await run(...Array.from({ length: 20 }, (_, index) => record(`${index}`, 'a')))).toEqual([]);
    expect(most).toBe(3);
  });
});
