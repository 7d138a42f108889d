import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, ListQueuesCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { AwsAccess } from './aws-access.ts';

/** A queue whose messages nobody could handle. */
export interface DeadLetterQueue {
  readonly name: string;
  readonly url: string;
  /** The queues that park here, by ARN, with how often each tries; none for what a schedule or a run leaves. */
  readonly sources: readonly { readonly arn: string; readonly url: string; readonly tries: number }[];
}

/** A bucket in which a stream's mapping stores the records that it gave up. */
export interface OnFailureBucket {
  readonly name: string;
  /** The alias whose runs failed. */
  readonly functionArn: string;
}

export interface DeadLetterSources {
  readonly queues: readonly DeadLetterQueue[];
  readonly buckets: readonly OnFailureBucket[];
}

const PAGES_MAX = 10;
const QUEUES_AT_ONCE = 10;
/** The construct in lib/platform/dead-letter-queue.ts gives its name to the queues that no queue's policy points to. */
const NAMED = /DeadLetters/;
const BUCKET = /^arn:[\w-]+:s3:::(.+)$/;
const policy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });

const nameOf = (url: string): string => url.split('/').at(-1) ?? '';

const urlsOf = async ({ sqs, names }: AwsAccess): Promise<readonly string[]> => {
  const urls: string[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: names, MaxResults: 1000, NextToken }));
    urls.push(...(answer.QueueUrls ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined) break;
  }
  return urls;
};

const queueOf = async ({ sqs }: AwsAccess, url: string) => {
  const names = ['QueueArn' as const, 'RedrivePolicy' as const];
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: names }));
  const redrive =
    Attributes.RedrivePolicy === undefined ? undefined : policy.parse(JSON.parse(Attributes.RedrivePolicy));
  return { url, arn: Attributes.QueueArn ?? '', redrive };
};

const deadLetterQueues = async (aws: AwsAccess): Promise<readonly DeadLetterQueue[]> => {
  const urls = await urlsOf(aws);
  const all: Awaited<ReturnType<typeof queueOf>>[] = [];
  for (let from = 0; from < urls.length; from += QUEUES_AT_ONCE)
    all.push(...(await Promise.all(urls.slice(from, from + QUEUES_AT_ONCE).map((url) => queueOf(aws, url)))));
  return all.flatMap(({ url, arn }) => {
    const sources = all.flatMap((one) =>
      one.redrive?.deadLetterTargetArn === arn
        ? [{ arn: one.arn, url: one.url, tries: one.redrive.maxReceiveCount }]
        : [],
    );
    return sources.length > 0 || NAMED.test(nameOf(url)) ? [{ name: nameOf(url), url, sources }] : [];
  });
};

const onFailureBuckets = async ({ lambda, names }: AwsAccess): Promise<readonly OnFailureBucket[]> => {
  const buckets: OnFailureBucket[] = [];
  let Marker: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await lambda.send(new ListEventSourceMappingsCommand({ Marker }));
    for (const { FunctionArn = '', DestinationConfig } of answer.EventSourceMappings ?? []) {
      const bucket = BUCKET.exec(DestinationConfig?.OnFailure?.Destination ?? '')?.[1];
      if (bucket !== undefined && FunctionArn.includes(`:function:${names}`))
        buckets.push({ name: bucket, functionArn: FunctionArn });
    }
    Marker = answer.NextMarker;
    if (Marker === undefined || Marker === '') break;
  }
  return buckets;
};

/** Everything of one deployment in which failed messages and records wait, learned from the deployment itself. */
export const findSources = async (aws: AwsAccess): Promise<DeadLetterSources> => {
  const [queues, buckets] = await Promise.all([deadLetterQueues(aws), onFailureBuckets(aws)]);
  return { queues, buckets };
};
