import type { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { type JobQueues, jobQueues, type Posted } from '../../../functions/webhooks/store/relay/job-queues.ts';
import { clockOf } from '../../support/clock.ts';

const jobs = (count: number): readonly Posted[] =>
  Array.from({ length: count }, (_, number) => ({
    lane: number % 5 === 0 ? 'patient' : 'brisk',
    message: { tenant: 'acme', delivery: `dlv_${number}`, endpoint: 'we_1', attempts: 0, deferred: 0 },
    delaySeconds: 0,
  }));

/** Queues that take everything but what `refuses` says, and tell how many requests were under way at once. */
const queues = (refuses: (body: string, request: number) => boolean = () => false) => {
  const taken: string[] = [];
  const seen = { requests: 0, under: 0, most: 0 };
  const send = async ({ input }: SendMessageBatchCommand) => {
    const request = seen.requests;
    seen.requests += 1;
    seen.under += 1;
    seen.most = Math.max(seen.most, seen.under);
    await new Promise((resolve) => setImmediate(resolve));
    seen.under -= 1;
    const entries = input.Entries ?? [];
    const failed = entries.filter(({ MessageBody }) => refuses(String(MessageBody), request));
    taken.push(...entries.filter((one) => !failed.includes(one)).map(({ MessageBody }) => String(MessageBody)));
    return { Failed: failed.map(({ Id }) => ({ Id })) };
  };
  const made = {
    client: { send },
    urls: { brisk: 'b', patient: 'p' },
    clock: clockOf(() => 0),
    random: { fraction: () => 0 },
  } as unknown as JobQueues;
  return { post: jobQueues(made), taken, seen };
};

describe('messages to the queues', () => {
  test('go by ten, several requests at once and never more than eight', async () => {
    const { post, taken, seen } = queues();
    await post(jobs(500));
    expect([new Set(taken).size, taken.length]).toEqual([500, 500]);
    expect(seen).toEqual({ requests: 50, under: 0, most: 8 });
  });

  test('come again where the queue leaves them out, and only those', async () => {
    const { post, taken } = queues((body, request) => request < 2 && body.includes('7'));
    await post(jobs(20));
    expect(taken.length).toBe(20);
  });

  test('that a queue never takes are an error', async () => {
    const { post } = queues((body) => body.includes('dlv_3'));
    await expect(post(jobs(10))).rejects.toThrow('1 messages could not be put into the brisk queue');
  });
});
