import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { fileQueueEnv, queueEnv } from '../env.ts';
import { type Post, workQueue } from '../store/relay/work-queue.ts';

const queueAt = (url: string): Post =>
  workQueue({ client: new SQSClient(clientOptions()), url, clock: liveClock, random: liveRandom });

/** The work queue as functions reach it on Lambda. */
export const liveQueue = (): Post => queueAt(readEnv(queueEnv).WORK_QUEUE_URL);
/** The queue of files. */
export const liveFileQueue = (): Post => queueAt(readEnv(fileQueueEnv).FILE_QUEUE_URL);
