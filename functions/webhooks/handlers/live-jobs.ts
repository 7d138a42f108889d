import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { queueEnv } from '../env.ts';
import { jobQueues, type PostJobs } from '../store/relay/job-queues.ts';

/** The two queues of attempts as functions reach them on Lambda. */
export const liveJobs = (): PostJobs => {
  const { BRISK_QUEUE_URL: brisk, PATIENT_QUEUE_URL: patient } = readEnv(queueEnv);
  const client = new SQSClient(clientOptions());
  return jobQueues({ client, urls: { brisk, patient }, clock: liveClock, random: liveRandom });
};
