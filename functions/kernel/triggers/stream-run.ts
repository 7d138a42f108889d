import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { Log } from '../core/log.ts';
import type { Middleware } from '../core/pipeline.ts';
import type { Clock } from '../core/ports.ts';

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

/** What becomes known of a batch of a stream. */
export interface StreamRun {
  /** As Lambda delivered it. */
  received: DynamoDBStreamEvent;
  startedAt: number;
  lagMs: number;
  unhandled: Unhandled;
}

export type StreamMiddleware = Middleware<DynamoDBStreamEvent, DynamoDBBatchResponse, StreamRun>;
