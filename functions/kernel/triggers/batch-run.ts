import type { SQSBatchResponse } from 'aws-lambda';
import { BrokenInvariant } from '../core/assert.ts';
import type { Log } from '../core/log.ts';
import type { Middleware } from '../core/pipeline.ts';
import type { Clock } from '../core/ports.ts';
import type { ComeAgain } from './come-again.ts';

export interface QueueDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Brings back soon what failed for what may pass; without it that comes again when the queue's visibility timeout is over. */
  readonly comeAgain?: ComeAgain;
}

/** What became of the messages of a batch so far. */
export interface Tally {
  /** Ids of the messages that have to come again, and of those that never can be read. */
  readonly failures: string[];
  /** How many of them nobody could ever read. */
  poison: number;
  /** How many of them broke an invariant. */
  broken: number;
}

export interface BatchRun {
  startedAt: number;
  count: number;
  tally: Tally;
}

/** What a batch consumer gets from Lambda. */
interface Batch {
  readonly Records: readonly unknown[];
}

export type BatchMiddleware = Middleware<Batch, SQSBatchResponse, BatchRun>;

export const newTally = (): Tally => ({ failures: [], poison: 0, broken: 0 });

/** Counts a message that failed. */
export const countFailure = (tally: Tally, id: string, reason: unknown): void => {
  tally.failures.push(id);
  if (reason instanceof BrokenInvariant) tally.broken += 1;
};
