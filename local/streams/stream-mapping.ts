import type { InvokeResult } from '../lambda/functions.ts';
import type { FilterView, StreamRecord } from './stream-source.ts';

/** An event source mapping from a table's stream to a function, as the template has it. */
export interface StreamMapping {
  readonly id: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly batchSize: number;
  /** How long to gather records for a fuller batch; 0 for not at all. */
  readonly windowMs: number;
  readonly bisect: boolean;
  /** Undefined: for ever. */
  readonly maxRetries: number | undefined;
  readonly maxAgeMs: number | undefined;
  /** ARN of a bucket or a queue. */
  readonly onFailure: string | undefined;
  readonly partialResponse: boolean;
  /** Whether a record is wanted; a record that is not counts as handled. */
  readonly wanted: (view: FilterView) => boolean;
}

/** Records that were given up, with what a person needs to find out why. */
export interface DiscardedBatch {
  readonly mapping: StreamMapping;
  readonly condition: 'RetryAttemptsExhausted' | 'MaximumRecordAgeExceeded';
  readonly shard: string;
  readonly records: readonly StreamRecord[];
  readonly attempts: number;
  readonly lastRun: InvokeResult | undefined;
}
