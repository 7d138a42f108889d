import type { Aws } from '../../kernel/aws/aws-call.ts';
import { bucket } from '../../kernel/aws/bucket.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { bucketsEnv } from '../env.ts';
import type { Objects } from '../store/jobs/files/objects.ts';

/** Where files lie, as functions reach them on Lambda. */
export const liveBuckets = (credentials: Aws['credentials']): { readonly outbox: Objects; readonly inbox: Objects } => {
  const { OUTBOX_BUCKET, INBOX_BUCKET } = readEnv(bucketsEnv);
  const aws = liveAws(credentials);
  return { outbox: bucket(aws, OUTBOX_BUCKET), inbox: bucket(aws, INBOX_BUCKET) };
};
