import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { jitterMs } from '../../../kernel/aws/contention.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import type { Chance, Clock } from '../../../kernel/core/ports.ts';

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
const TRIES = 5;

export interface WorkQueuePorts {
  readonly client: Pick<SQSClient, 'send'>;
  readonly url: string;
  readonly clock: Clock;
  readonly chance: Pick<Chance, 'fraction'>;
}

const postBatch = async (ports: WorkQueuePorts, batch: readonly Posted[]): Promise<void> => {
  let left = batch;
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > 0) await ports.clock.sleep(jitterMs(tries, ports.chance));
    const Entries = left.map(({ tenant, body, delaySeconds }, index) => ({
      Id: String(index),
      MessageBody: body,
      // A fair queue: who waits beside a tenant with thousands of messages is served before the rest of them.
      MessageGroupId: tenant,
      DelaySeconds: delaySeconds,
    }));
    const sent = await ports.client.send(new SendMessageBatchCommand({ QueueUrl: ports.url, Entries }));
    const { Failed: failed = [] } = sent;
    if (failed.length === 0) return;
    left = failed.flatMap(({ Id }) => left[Number(Id)] ?? []);
  }
  throw new Error(`${left.length} messages could not be put into the work queue`);
};

/** The answer is looked at message by message: `SendMessageBatch` succeeds with failed entries inside. */
export const workQueue =
  (ports: WorkQueuePorts): Post =>
  async (messages) => {
    for (const batch of chunks(messages, BATCH)) await postBatch(ports, batch);
  };
