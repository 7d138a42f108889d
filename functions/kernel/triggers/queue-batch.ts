import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { BrokenInvariant } from '../core/assert.ts';
import { pipeline } from '../core/pipeline.ts';
import { batchLog } from './batch-log.ts';
import { batchOutcome } from './batch-outcome.ts';
import { type BatchRun, countFailure, newTally, type QueueDeps } from './batch-run.ts';
import { letComeAgain } from './come-again.ts';
import type { QueueHandler } from './queue.ts';

/** One message of a batch that could be read. */
export interface Arrived<M> {
  /** What to name when it has to come again. */
  readonly id: string;
  readonly message: M;
}

export interface QueueBatchOptions<M> {
  readonly domain: string;
  /** Reads one message, or throws where nobody ever could: it is poison, and waits in the dead-letter queue for a person. */
  readonly read: (body: string) => M;
  /**
   * Handles what could be read, together. Answers with the ids of those that stay in the queue, each with its reason; what it
   * throws leaves all of them there. `deadline` is in ms since the epoch.
   */
  readonly handle: (messages: readonly Arrived<M>[], deadline: number) => Promise<ReadonlyMap<string, unknown>>;
  readonly deps: QueueDeps;
}

/** Kept back of a run's time, for the answer; and for bringing back what failed, whose call is made three times at most. */
const ANSWER_MS = 500;
const AGAIN_MS = 4_000;
/** A run without a context. */
const UNLIMITED_MS = 10_000;

/**
 * A function on a queue whose effects can be gathered over a batch. Otherwise as `queue`: messages come at least once and in
 * any order, each fails alone, and one that is poison holds up none of the others. What failed for what may pass is asked back within
 * seconds, where the function can ask.
 */
export const queueBatch = <M>({ domain, read, handle, deps }: QueueBatchOptions<M>): QueueHandler =>
  pipeline<SQSEvent, SQSBatchResponse, BatchRun>(
    [batchLog(domain, deps), batchOutcome()],
    async ({ Records }: SQSEvent, context) => {
      const { clock, log, comeAgain } = deps;
      const end = clock.now() + (context.getRemainingTimeInMillis?.() ?? UNLIMITED_MS) - ANSWER_MS;
      const deadline = comeAgain === undefined ? end : end - AGAIN_MS;
      const askBack = async (ids: ReadonlySet<string>): Promise<void> => {
        // A run that is cut off would lose all of its batch for the whole visibility timeout.
        if (comeAgain === undefined || clock.now() + AGAIN_MS > end) return;
        const failed = Records.filter(({ messageId }) => ids.has(messageId));
        await letComeAgain(comeAgain, { domain, log }, failed);
      };
      const tally = newTally();
      const arrived = Records.flatMap(({ messageId, body }): readonly Arrived<M>[] => {
        try {
          return [{ id: messageId, message: read(body) }];
        } catch (error) {
          log.error('message is poison', { domain, eventId: messageId }, error);
          tally.poison += 1;
          tally.failures.push(messageId);
          return [];
        }
      });
      let left: ReadonlyMap<string, unknown>;
      try {
        left = await handle(arrived, deadline);
      } catch (error) {
        if (!(error instanceof BrokenInvariant)) await askBack(new Set(arrived.map(({ id }) => id)));
        throw error;
      }
      for (const [id, reason] of left) {
        log.error('message failed', { domain, eventId: id }, reason);
        countFailure(tally, id, reason);
      }
      const passing = [...left].filter(([, reason]) => !(reason instanceof BrokenInvariant));
      await askBack(new Set(passing.map(([id]) => id)));
      return tally;
    },
  );
