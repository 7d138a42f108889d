import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type Pipeline, pipeline } from '../core/pipeline.ts';
import { streamLog } from './stream-log.ts';
import type { StreamDeps, StreamRun, Unhandled } from './stream-run.ts';
import { unhandledOutcome } from './unhandled-outcome.ts';

export type HandleRecords = (records: readonly DynamoDBRecord[]) => Promise<Unhandled>;

/** As Lambda calls it. */
export type StreamHandler = Pipeline<DynamoDBStreamEvent, DynamoDBBatchResponse>;

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

export interface StreamOptions {
  readonly domain: string;
  readonly handle: HandleRecords;
  readonly deps: StreamDeps;
}

/**
 * A function on a table's stream. The batch is handled as one, so that its writes can be gathered. What failed is reported by
 * its lowest sequence number: Lambda delivers from there again, so everything must bear repetition. A batch that throws whole
 * is thrown on: the mapping cuts it in half until the record that breaks it stands alone and is put aside.
 */
export const stream = ({ domain, handle, deps }: StreamOptions): StreamHandler =>
  pipeline<DynamoDBStreamEvent, DynamoDBBatchResponse, StreamRun>(
    [streamLog(domain, deps), unhandledOutcome()],
    ({ Records }: DynamoDBStreamEvent) => handle(Records),
  );
