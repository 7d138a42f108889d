import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { BrokenInvariant } from '../core/assert.ts';
import { type Pipeline, pipeline } from '../core/pipeline.ts';
import { batchLog } from './batch-log.ts';
import { batchOutcome } from './batch-outcome.ts';
import { type BatchRun, newTally, type QueueDeps, type Tally } from './batch-run.ts';

export interface QueueOptions<M> {
  readonly domain: string;
  /** Reads one message, or throws where nobody ever could: it is poison, and waits in the dead-letter queue for a person. */
  readonly read: (body: string) => M;
  /** Handles one message; throwing leaves it in the queue, for another try and in the end for the dead-letter queue. */
  readonly handle: (message: M, record: SQSRecord) => Promise<void>;
  /** Messages at the same time, at most; 10 unless said. */
  readonly width?: number;
  readonly deps: QueueDeps;
}

/** As Lambda calls it. */
export type QueueHandler = Pipeline<SQSEvent, SQSBatchResponse>;

type Fate = 'done' | 'failed' | 'poison' | 'broken';

/** A message that was not handled because one before it in its group was not. */
const heldBack = (records: readonly SQSRecord[], from: number): readonly string[] =>
  records.slice(from).map(({ messageId }) => messageId);

const handleOne = async <M>({ read, handle, domain, deps }: QueueOptions<M>, record: SQSRecord): Promise<Fate> => {
  const line = { domain, eventId: record.messageId };
  let message: M;
  try {
    message = read(record.body);
  } catch (error) {
    deps.log.error('message is poison', line, error);
    return 'poison';
  }
  try {
    await handle(message, record);
    return 'done';
  } catch (error) {
    deps.log.error('message failed', line, error);
    return error instanceof BrokenInvariant ? 'broken' : 'failed';
  }
};

/** In order; what follows a failure waits, since a group means that order matters. */
const handleGroup = async <M>(options: QueueOptions<M>, records: readonly SQSRecord[], tally: Tally): Promise<void> => {
  for (const [index, record] of records.entries()) {
    const fate = await handleOne(options, record);
    if (fate === 'poison') tally.poison += 1;
    if (fate === 'broken') tally.broken += 1;
    if (fate !== 'done') {
      tally.failures.push(...heldBack(records, index));
      return;
    }
  }
};

/** Of a FIFO queue the messages of a group belong together; of any other, fair queues with groups too, each stands alone. */
const groupOf = ({ attributes, eventSourceARN, messageId }: SQSRecord): string =>
  (eventSourceARN.endsWith('.fifo') ? attributes.MessageGroupId : undefined) ?? messageId;
const groupsOf = (records: readonly SQSRecord[]): readonly (readonly SQSRecord[])[] => [
  ...Map.groupBy(records, groupOf).values(),
];

/**
 * A function on a queue. Each message succeeds or fails alone, its reading included: one that is poison holds up none of the
 * others. Delivery is at least once and, but for FIFO groups, in any order, so a message's mark and its effect are one
 * transaction. Never rejects: what failed is reported by its id, and comes again.
 */
export const queue = <M>(options: QueueOptions<M>): QueueHandler => {
  const { domain, deps, width = 10 } = options;
  return pipeline<SQSEvent, SQSBatchResponse, BatchRun>(
    [batchLog(domain, deps), batchOutcome()],
    async ({ Records }: SQSEvent) => {
      const tally = newTally();
      const groups = groupsOf(Records).values();
      const worker = async (): Promise<void> => {
        for (const group of groups) await handleGroup(options, group, tally);
      };
      await Promise.all(Array.from({ length: Math.min(width, Records.length) }, worker));
      return tally;
    },
  );
};
