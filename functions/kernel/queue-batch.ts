import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { BrokenInvariant } from './assert.ts';
import type { QueueDeps } from './queue.ts';

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

/** Kept back of a run's time, for the answer. */
const ANSWER_MS = 500;

/**
 * A function on a queue whose effects can be gathered over a batch. Otherwise as `queue`: messages come at least once and in
 * any order, each fails alone, and one that is poison holds up none of the others.
 */
export const queueBatch =
  <M>({ domain, read, handle, deps }: QueueBatchOptions<M>) =>
  async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const from = deps.clock.now();
    const failures: string[] = [];
    const arrived = event.Records.flatMap(({ messageId, body }): readonly Arrived<M>[] => {
      try {
        return [{ id: messageId, message: read(body) }];
      } catch (error) {
        deps.log.error('message is poison', { domain, eventId: messageId }, error);
        failures.push(messageId);
        return [];
      }
    });
    const poison = failures.length;
    const left = await handle(arrived, from + context.getRemainingTimeInMillis() - ANSWER_MS);
    let broken = 0;
    for (const [id, reason] of left) {
      if (reason instanceof BrokenInvariant) broken += 1;
      deps.log.error('message failed', { domain, eventId: id }, reason);
      failures.push(id);
    }
    const durationMs = deps.clock.now() - from;
    const failed = failures.length;
    deps.log.info('batch', {
      domain,
      durationMs,
      count: event.Records.length,
      failed,
      faults: failed,
      poison,
      ...(broken === 0 ? {} : { brokenInvariants: broken }),
    });
    return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
  };
