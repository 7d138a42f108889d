import { describe, expect, test } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { BrokenInvariant } from '../../../functions/kernel/core/assert.ts';
import type { ComingAgain } from '../../../functions/kernel/triggers/come-again.ts';
import { type Arrived, queueBatch } from '../../../functions/kernel/triggers/queue-batch.ts';
import { clockOf } from '../../support/clock.ts';

const context = { getRemainingTimeInMillis: () => 20_000 } as Context;
const event = (...bodies: readonly string[]) =>
  ({ Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) }) as SQSEvent;

const bench = (
  handle: (messages: readonly Arrived<number>[], deadline: number) => Promise<ReadonlyMap<string, unknown>>,
) => {
  const lines: unknown[] = [];
  const write = (...line: readonly unknown[]) => {
    lines.push(line);
  };
  const read = (body: string): number => {
    if (!/^\d+$/.test(body)) throw new SyntaxError(body);
    return Number(body);
  };
  const deps = { clock: clockOf(() => 1_000), log: { info: write, warn: write, error: write } };
  return { lines, handler: queueBatch({ domain: 'd', read, handle, deps }) };
};

describe('a batch that is handled together', () => {
  test('is handed over as read, with the time by which it must be done', async () => {
    const seen: unknown[] = [];
    const { handler } = bench(async (...given) => {
      seen.push(given);
      return new Map();
    });
    expect(await handler(event('1', '2'), context)).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([
      [
        [
          { id: 'm0', message: 1 },
          { id: 'm1', message: 2 },
        ],
        20_500,
      ],
    ]);
  });

  test('has back soon what failed in passing, and neither poison nor what broke an invariant', async () => {
    const asked: string[] = [];
    const comeAgain = async (_: string, messages: readonly ComingAgain[]) => {
      asked.push(...messages.map(({ receiptHandle, seconds }) => `${receiptHandle} ${seconds}`));
    };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const Records = ['1', 'poison', '3', '4'].map((body, at) => ({
      ...{ messageId: `m${at}`, body, receiptHandle: `h${at}`, eventSourceARN: 'arn:aws:sqs:r:1:q' },
      attributes: { ApproximateReceiveCount: '2' },
    }));
    const left = new Map<string, unknown>([
      ['m2', new Error('busy')],
      ['m3', new BrokenInvariant('no two are one')],
    ]);
    const read = (body: string): number => {
      if (body === 'poison') throw new SyntaxError(body);
      return Number(body);
    };
    const deps = { clock: clockOf(() => 1_000), log, comeAgain };
    const handler = queueBatch({ domain: 'd', read, handle: async () => left, deps });
    const { batchItemFailures } = await handler({ Records } as unknown as SQSEvent, context);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2', 'm3']);
    expect(asked).toEqual(['h2 4']);
  });

  test('reports poison and what failed, and nothing else', async () => {
    const { handler, lines } = bench(async () => new Map([['m2', new Error('busy')]]));
    const { batchItemFailures } = await handler(event('1', 'secret text', '3'), context);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2']);
    expect(JSON.stringify(lines)).toContain('"poison":1');
  });

  test('stays in the queue whole when the handler throws', async () => {
    const { handler } = bench(() => Promise.reject(new Error('down')));
    await expect(handler(event('1'), context)).rejects.toThrow('down');
  });
});
