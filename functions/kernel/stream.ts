import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { assert, present } from './assert.ts';
import { brokenBy, type Log } from './log.ts';
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
  /** The place among them of a record that can never be read: no retry helps, the mapping will put it aside. */
  readonly poison?: number | undefined;
  /** What made it fail, for the metric of broken invariants. */
  readonly cause?: unknown;
}

export type HandleRecords = (records: readonly DynamoDBRecord[]) => Promise<Unhandled>;

/** As Lambda calls it. */
export type StreamHandler = (event: DynamoDBStreamEvent, context?: unknown) => Promise<DynamoDBBatchResponse>;

const ALL_DONE: Unhandled = { indexes: new Set() };

/**
 * Handles records one after the other, in the order of the stream, up to the first that fails: what follows it may depend on
 * it. `read` throws where a record can never be read.
 */
export const inOrder =
  <R>(read: (record: DynamoDBRecord) => R, handle: (read: R) => Promise<void>): HandleRecords =>
  async (records) => {
    for (const [index, record] of records.entries()) {
      const indexes = new Set([index]);
      let one: R;
      try {
        one = read(record);
      } catch (error) {
        return { indexes, reason: nameOf(error), poison: index, cause: error };
      }
      try {
        await handle(one);
      } catch (error) {
        return { indexes, reason: nameOf(error), cause: error };
      }
    }
    return ALL_DONE;
  };

/** Messages may quote a record, names do not. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

const lagOf = (records: readonly DynamoDBRecord[], now: number): number => {
  const seconds = records[0]?.dynamodb?.ApproximateCreationDateTime;
  return seconds === undefined ? 0 : Math.max(0, now - seconds * 1000);
};

/** Lambda delivers again from the lowest number that it is told; a batch is in the order of its shard. */
const answerOf = (records: readonly DynamoDBRecord[], { indexes }: Unhandled): DynamoDBBatchResponse => {
  if (indexes.size === 0) return { batchItemFailures: [] };
  const lowest = records[Math.min(...indexes)];
  assert(lowest !== undefined, 'a failed place is one of the batch');
  // An empty answer would say that all went well: a record that has no number fails the batch whole instead.
  const itemIdentifier = present(lowest.dynamodb?.SequenceNumber, 'a stream record has a sequence number');
  return { batchItemFailures: [{ itemIdentifier }] };
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
}): StreamHandler => {
  const { domain, handle, deps } = options;
  return async ({ Records }) => {
    const from = deps.clock.now();
    const lagMs = lagOf(Records, from);
    deps.onLag?.(lagMs);
    const line = () => ({ domain, count: Records.length, lagMs, durationMs: deps.clock.now() - from });
    try {
      const unhandled = await handle(Records);
      const answer = answerOf(Records, unhandled);
      const failed = unhandled.indexes.size;
      const poison = unhandled.poison === undefined ? 0 : 1;
      deps.log.info('batch', { ...line(), failed, faults: failed, poison, ...brokenBy(unhandled.cause) });
      if (failed > 0)
        deps.log.warn('batch failed in part', { ...line(), failed, error: unhandled.reason ?? 'unknown' });
      return answer;
    } catch (error) {
      const failed = Records.length;
      deps.log.info('batch', { ...line(), failed, faults: failed, poison: 0, ...brokenBy(error) });
      deps.log.error('batch failed', line(), error);
      throw error;
    }
  };
};
