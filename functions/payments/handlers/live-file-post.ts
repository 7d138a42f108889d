import * as z from 'zod';
import { type Aws, jsonService } from '../../kernel/aws/aws-call.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { chunks } from '../../kernel/core/parallel.ts';
import { fileQueueEnv } from '../env.ts';
import type { Post } from '../store/relay/work-queue.ts';

/** SQS' limit of messages in one request. */
const BATCH = 10;
const answer = z.looseObject({ Failed: z.array(z.unknown()).optional() });

/**
 * The queue of files for the function that works on them, which puts a message there now and then: SQS' client would be a tenth of its
 * bundle. A message that is not taken fails the run, whose own message then comes again.
 */
export const liveFilePost = (credentials: Aws['credentials']): Post => {
  const { FILE_QUEUE_URL: QueueUrl } = readEnv(fileQueueEnv);
  const sqs = jsonService(liveAws(credentials), 'sqs', 'AmazonSQS', '1.0');
  return async (messages) => {
    for (const batch of chunks(messages, BATCH)) {
      const Entries = batch.map(({ tenant, body, delaySeconds }, index) => ({
        Id: String(index),
        MessageBody: body,
        MessageGroupId: tenant,
        DelaySeconds: delaySeconds,
      }));
      const { Failed = [] } = await sqs('SendMessageBatch', { QueueUrl, Entries }, answer);
      if (Failed.length > 0) throw new Error(`${Failed.length} messages could not be put into the queue of files`);
    }
  };
};
