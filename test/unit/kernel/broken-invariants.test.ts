import { describe, expect, test } from '@jest/globals';
import type { Context, DynamoDBRecord, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { BrokenInvariant } from '../../../functions/kernel/core/assert.ts';
import { queue } from '../../../functions/kernel/triggers/queue.ts';
import { queueBatch } from '../../../functions/kernel/triggers/queue-batch.ts';
import { inOrder, stream } from '../../../functions/kernel/triggers/stream.ts';
import { task } from '../../../functions/kernel/triggers/task.ts';
import { clockOf } from '../../support/clock.ts';
import { recordingLog } from './support/recording-log.ts';

const clock = clockOf(() => 42_000);
const CONTEXT = { getRemainingTimeInMillis: () => 5000 } as Context;
const broken = (): never => {
  throw new BrokenInvariant('sums are zero');
};
const unlucky = (): never => {
  throw new Error('throttled');
};

/** Runs a trigger whose work fails in this way, and says what the line of its run counts. */
const TRIGGERS = {
  queue: async (fail: () => never) => {
    const log = recordingLog();
    const handler = queue({ domain: 'test', read: (body) => body, handle: async () => fail(), deps: { clock, log } });
    const record = {
      messageId: 'm',
      body: '{}',
      attributes: {},
      eventSourceARN: 'arn:aws:sqs:eu-west-1:1:q',
    } as unknown as SQSRecord;
    await handler({ Records: [record] } as SQSEvent, CONTEXT);
    return log;
  },
  'queue whose batch is handled together': async (fail: () => never) => {
    const log = recordingLog();
    const failure = (): unknown => {
      try {
        return fail();
      } catch (error) {
        return error;
      }
    };
    const handle = async () => new Map([['m', failure()]]);
    const handler = queueBatch({ domain: 'test', read: (body) => body, handle, deps: { clock, log } });
    const record = {
      messageId: 'm',
      body: '{}',
      attributes: {},
      eventSourceARN: 'arn:aws:sqs:eu-west-1:1:q',
    } as unknown as SQSRecord;
    await handler({ Records: [record] } as SQSEvent, CONTEXT);
    return log;
  },
  stream: async (fail: () => never) => {
    const log = recordingLog();
    const record: DynamoDBRecord = { dynamodb: { SequenceNumber: '1', Keys: {} } };
    await stream({ domain: 'test', handle: inOrder(fail, async () => undefined), deps: { clock, log } })(
      { Records: [record] },
      CONTEXT,
    );
    return log;
  },
  'stream whose batch fails whole': async (fail: () => never) => {
    const log = recordingLog();
    const handler = stream({ domain: 'test', handle: async () => fail(), deps: { clock, log } });
    await handler({ Records: [{}] }, CONTEXT).catch(() => undefined);
    return log;
  },
  task: async (fail: () => never) => {
    const log = recordingLog();
    const run = async () => fail();
    const handler = task({ domain: 'test', name: 't', input: z.object({}), run, deps: { clock, log } });
    await handler({}, CONTEXT).catch(() => undefined);
    return log;
  },
};

describe.each(Object.entries(TRIGGERS))('a %s', (_, run) => {
  test('counts a broken invariant, at which a release is taken back, and no other failure', async () => {
    const counted = async (fail: () => never) =>
      (await run(fail)).lines.flatMap(({ line }) => (line.faults === 1 ? [line.brokenInvariants] : []));
    expect([await counted(broken), await counted(unlucky)]).toEqual([[1], [undefined]]);
  });
});
