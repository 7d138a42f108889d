import * as z from 'zod';
import { type Aws, jsonService, suffixOf } from '../aws/aws-call.ts';
import { liveAws } from '../aws/live-aws.ts';
import { roleCredentials } from '../aws/role-credentials.ts';
import type { ComeAgain } from './come-again.ts';

/** A run has an answer to give: what takes longer is left to the visibility timeout. */
const WITHIN_MS = 1_000;
const answer = z.looseObject({ Failed: z.array(z.unknown()).optional() });

const urlOf = (queueArn: string): string => {
  const [, , , region = '', account = '', name = ''] = queueArn.split(':');
  return `https://sqs.${region}.${suffixOf(region)}/${account}/${name}`;
};

/** SQS, as far as a consumer of a queue calls it: its client would be a tenth of the bundle. */
export const comingAgain = (aws: Aws): ComeAgain => {
  const sqs = jsonService({ ...aws, withinMs: WITHIN_MS }, 'sqs', 'AmazonSQS', '1.0');
  return async (queueArn, messages) => {
    const Entries = messages.map(({ receiptHandle, seconds }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }));
    const { Failed = [] } = await sqs('ChangeMessageVisibilityBatch', { QueueUrl: urlOf(queueArn), Entries }, answer);
    if (Failed.length > 0) throw new Error(`${Failed.length} messages could not be made visible again`);
  };
};

export const liveComeAgain = (): ComeAgain => comingAgain(liveAws(roleCredentials()));
