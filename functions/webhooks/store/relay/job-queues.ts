import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks, inParallel } from '../../../kernel/core/parallel.ts';
import type { Clock, Random } from '../../../kernel/core/ports.ts';
import { RETRY, retry } from '../../../kernel/core/retry.ts';
import type { Lane, Message } from '../../model/job.ts';

/** One message to one of the queues. */
export interface Posted {
  readonly lane: Lane;
  readonly message: Message;
  /** 0 to 900. */
  readonly delaySeconds: number;
}

/** Puts attempts into their queues; throws when one of them could not be put there. */
export type PostJobs = (jobs: readonly Posted[]) => Promise<void>;

/** SQS' limit of messages in one request. */
const BATCH = 10;
const LANES = ['brisk', 'patient'] as const satisfies readonly Lane[];

export interface JobQueues {
  readonly client: Pick<SQSClient, 'send'>;
  readonly urls: Readonly<Record<Lane, string>>;
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
}

const postBatch = async (queues: JobQueues, lane: Lane, batch: readonly Posted[]): Promise<void> => {
  let left = batch;
  const done = await retry(queues, RETRY.queue, async () => {
    const { Failed: failed = [] } = await queues.client.send(
      new SendMessageBatchCommand({
        QueueUrl: queues.urls[lane],
        Entries: left.map(({ message, delaySeconds }, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(message),
          // A fair queue: who waits beside a tenant with thousands of messages is served before the rest of them.
          MessageGroupId: message.tenant,
          DelaySeconds: delaySeconds,
        })),
      }),
    );
    left = failed.flatMap(({ Id }) => left[Number(Id)] ?? []);
    return failed.length === 0 ? true : undefined;
  });
  if (done === undefined) throw new Error(`${left.length} messages could not be put into the ${lane} queue`);
};

/** Requests at the same time: hundreds of messages are posted in tens of milliseconds. */
const WIDTH = 8;

/** The answer is looked at message by message: `SendMessageBatch` succeeds with failed entries inside. */
export const jobQueues =
  (queues: JobQueues): PostJobs =>
  async (jobs) => {
    const batches = LANES.flatMap((lane) =>
      chunks(
        jobs.filter((one) => one.lane === lane),
        BATCH,
      ).map((batch) => ({ lane, batch })),
    );
    await inParallel(batches, WIDTH, ({ lane, batch }) => postBatch(queues, lane, batch));
  };
