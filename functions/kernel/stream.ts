import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { present } from './assert.ts';
import type { Log } from './log.ts';
import type { Clock } from './ports.ts';

export interface StreamDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** How far behind the stream this batch was when it arrived, in ms. */
  readonly onLag?: (lagMs: number) => void;
}

/** Places of the records that could not be handled, with the reason for the log; empty when all is done. */
export interface Unhandled {
  readonly indexes: ReadonlySet<number>;
  readonly reason?: string | undefined;
}

export type HandleRecords = (records: readonly DynamoDBRecord[]) => Promise<Unhandled>;

const lagOf = (records: readonly DynamoDBRecord[], now: number): number => {
  const seconds = records[0]?.dynamodb?.ApproximateCreationDateTime;
  return seconds === undefined ? 0 : Math.max(0, now - seconds * 1000);
};

/**
 * A function on a table's stream. The batch is handled as one, so that its writes can be gathered. What failed is reported by
 * its lowest sequence number: Lambda delivers from there again, so everything must bear repetition. A batch that throws whole
 * is thrown on: the mapping cuts it in half until the record that breaks it stands alone and is put aside.
 */
export const stream = (options: {
  readonly domain: string;
  readonly handle: HandleRecords;
  readonly deps: StreamDeps;
}) => {
  const { domain, handle, deps } = options;
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(
    async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
      const from = deps.clock.now();
      const lagMs = lagOf(event.Records, from);
      deps.onLag?.(lagMs);
      const line = { domain, count: event.Records.length, lagMs };
      try {
        const { indexes, reason } = await handle(event.Records);
        const durationMs = deps.clock.now() - from;
        if (indexes.size === 0) {
          deps.log.info('batch', { ...line, durationMs });
          return { batchItemFailures: [] };
        }
        const lowest = present(event.Records[Math.min(...indexes)], 'a failed place is one of the batch');
        const itemIdentifier = present(lowest.dynamodb?.SequenceNumber, 'a stream record has a sequence number');
        deps.log.warn('batch failed in part', {
          ...line,
          durationMs,
          failed: indexes.size,
          ...(reason ? { error: reason } : {}),
        });
        return { batchItemFailures: [{ itemIdentifier }] };
      } catch (error) {
        deps.log.error('batch failed', { ...line, durationMs: deps.clock.now() - from }, error);
        throw error;
      }
    },
  );
};
