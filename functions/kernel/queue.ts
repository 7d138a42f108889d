import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from './log.ts';
import type { Clock } from './ports.ts';

export interface QueueDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** Handles one message; throwing leaves it in the queue, for another try and in the end for the dead-letter queue. */
export type HandleMessage = (record: SQSRecord) => Promise<void>;

/**
 * A function on a queue. Each message succeeds or fails alone: one that is poison holds up none of the others. Delivery is at
 * least once and in any order, so a message's mark and its effect are one transaction.
 */
export const queue = (options: {
  readonly domain: string;
  readonly handle: HandleMessage;
  readonly deps: QueueDeps;
}) => {
  const { domain, handle, deps } = options;
  return middy<SQSEvent, SQSBatchResponse>().handler(async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const from = deps.clock.now();
    const settled = await Promise.allSettled(event.Records.map(async (record) => handle(record)));
    const batchItemFailures = settled.flatMap((one, index) => {
      if (one.status === 'fulfilled') return [];
      deps.log.error('message failed', { domain }, one.reason);
      return [{ itemIdentifier: event.Records[index]?.messageId ?? '' }];
    });
    const durationMs = deps.clock.now() - from;
    deps.log.info('batch', { domain, durationMs, count: event.Records.length, failed: batchItemFailures.length });
    return { batchItemFailures };
  });
};
