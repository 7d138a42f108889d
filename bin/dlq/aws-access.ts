import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { awsPlace } from '../client/aws-endpoints.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { runningLocal } from '../client/target.ts';
import { type Objects, objectsOf } from './objects.ts';

/** Where to look for what is parked. */
export interface Where {
  readonly target: 'local' | 'aws';
  /** Data folder of the local cloud. */
  readonly data: string;
  /** Of the deployment in the account; empty for the main one. */
  readonly stage: string;
}

/** The clients of one deployment: the same calls for both targets, only where they go differs. */
export interface AwsAccess {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly ssm: Pick<SSMClient, 'send'>;
  readonly objects: Objects;
  /** What the names of the deployment's stacks, and so of its queues and functions, begin with. */
  readonly names: string;
  /** What the paths of its parameters begin with. */
  readonly parameters: string;
}

/** A run of a task that handles parked records may take its time; nothing else does. */
const HTTP = { connectionTimeout: 2_000, requestTimeout: 900_000 };
/** The local cloud looks at no signature, and its one region is fixed. */
const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

const optionsOf = async ({ target, data }: Where) => {
  if (target === 'aws') {
    const { region, endpoint } = awsPlace();
    return { options: { region }, s3: endpoint('S3') ?? `https://s3.${region}.amazonaws.com` };
  }
  const local = await runningLocal(data);
  if (local === undefined)
    throw new CommandFailure(`No local cloud runs on ${data}. Start one with "npm start", or say --target aws.`);
  return { options: { ...LOCAL, endpoint: local.awsUrl }, s3: local.awsUrl };
};

/** @throws CommandFailure where no local cloud runs, or no region is set */
export const accessTo = async (where: Where): Promise<AwsAccess> => {
  const place = await optionsOf(where);
  const options = { ...place.options, requestHandler: HTTP };
  // Queue URLs of the local cloud name AWS's own host, so the endpoint decides where calls go.
  const sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
  const prefix = where.stage === '' ? '' : `${where.stage}-`;
  return {
    sqs,
    lambda: new LambdaClient(options),
    ssm: new SSMClient(options),
    objects: objectsOf({ endpoint: place.s3, region: options.region, credentials: sqs.config.credentials }),
    names: `${prefix}Folio-`,
    parameters: `/${prefix}folio`,
  };
};
