import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../../kernel/core/parallel.ts';
import type { Clock, Random } from '../../../kernel/core/ports.ts';
import { RETRY, retry } from '../../../kernel/core/retry.ts';

/** One message for the worker. */
export interface Posted {
  readonly tenant: string;
  readonly body: string;
  /** 0 to 900. */
  readonly delaySeconds: number;
}

/** Puts messages into the work queue; throws when one of them could not be put there. */
export type Post = (messages: readonly Posted[]) => Promise<void>;

/** SQS' limit of messages in one request. */
const BATCH = 10;

export interface WorkQueuePorts {
  readonly client: Pick<SQSClient, 'send'>;
  readonly url: string;
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
}

const postBatch = async (ports: WorkQueuePorts, batch: readonly Posted[]): Promise<void> => {
  let left = batch;
  const done = await retry(ports, RETRY.queue, async () => {
    const Entries = left.map(({ tenant, body, delaySeconds }, index) => ({
      Id: String(index),
      MessageBody: body,
      // A fair queue: who waits beside a tenant with thousands of messages is served before the rest of them.
      MessageGroupId: tenant,
      DelaySeconds: delaySeconds,
    }));
    const sent = await ports.client.send(new SendMessageBatchCommand({ QueueUrl: ports.url, Entries }));
    const { Failed: failed = [] } = sent;
    left = failed.flatMap(({ Id }) => left[Number(Id)] ?? []);
    return failed.length === 0 ? true : undefined;
  });
  if (done === undefined) throw new Error(`${left.length} messages could not be put into the work queue`);
};

/** The answer is looked at message by message: `SendMessageBatch` succeeds with failed entries inside. */
export const workQueue =
  (ports: WorkQueuePorts): Post =>
  async (messages) => {
    for (const batch of chunks(messages, BATCH)) await postBatch(ports, batch);
  };
