import * as z from 'zod';
import { type Aws, jsonService } from '../../kernel/aws/aws-call.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { chunks } from '../../kernel/core/parallel.ts';
import { fileQueueEnv, inboxQueueEnv } from '../env.ts';
import type { Post } from '../store/relay/work-queue.ts';

/** SQS' limit of messages in one request. */
const BATCH = 10;
const answer = z.looseObject({ Failed: z.array(z.unknown()).optional() });

/**
 * A queue of files for the functions that work on them, which puts a message there now and then: SQS' client would be a tenth of its
 * bundle. A message that is not taken fails the run, whose own message then comes again.
 */
const postTo = (credentials: Aws['credentials'], QueueUrl: string): Post => {
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
      if (Failed.length > 0) throw new Error(`${Failed.length} messages could not be put into a queue of files`);
    }
  };
};

export const liveFilePost = (credentials: Aws['credentials']): Post =>
  postTo(credentials, readEnv(fileQueueEnv).FILE_QUEUE_URL);
export const liveInboxPost = (credentials: Aws['credentials']): Post =>
  postTo(credentials, readEnv(inboxQueueEnv).INBOX_QUEUE_URL);
