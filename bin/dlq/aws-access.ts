import { userInfo } from 'node:os';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { callerArn } from '../../functions/registry/store/query-service.ts';
import { assertAccount, awsPlace } from '../client/aws-endpoints.ts';
import { noCloudOn } from '../client/hints.ts';
import { localAws } from '../client/local-aws.ts';
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
  /** Who acts, as AWS or this machine knows them. */
  readonly actor: () => Promise<string>;
}

const within = (requestTimeout: number) => ({ connectionTimeout: 2_000, requestTimeout, throwOnRequestTimeout: true });
const CALL = within(15_000);
/** A run of a task that handles parked records may take its time; nothing else does. */
const TASK = within(900_000);

const optionsOf = async ({ target, data, stage }: Where) => {
  if (target === 'aws') {
    const { region, endpoint } = await awsPlace(stage);
    return { options: { region }, s3: endpoint('S3') ?? `https://s3.${region}.amazonaws.com` };
  }
  const local = await runningLocal(data);
  if (local === undefined) throw noCloudOn(data, 'or say --target aws');
  return { options: localAws(local), s3: local.awsUrl };
};

/** @throws CommandFailure where no local cloud runs, or no region is set */
export const accessTo = async (where: Where): Promise<AwsAccess> => {
  const place = await optionsOf(where);
  const options = { ...place.options, requestHandler: CALL };
  // Queue URLs of the local cloud name AWS's own host, so the endpoint decides where calls go.
  const sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
  const prefix = where.stage === '' ? '' : `${where.stage}-`;
  return {
    sqs,
    lambda: new LambdaClient({ ...options, requestHandler: TASK }),
    ssm: new SSMClient(options),
    objects: objectsOf({ endpoint: place.s3, region: options.region, credentials: sqs.config.credentials }),
    names: `${prefix}Folio-`,
    parameters: `/${prefix}folio`,
    actor: async () => {
      if (where.target === 'local') return `local:${userInfo().username}`;
      const found = await awsPlace(where.stage);
      const { region, endpoint } = found;
      const arn = await callerArn({
        region,
        endpoint: endpoint('STS'),
        credentials: sqs.config.credentials,
        clock: liveClock,
      });
      assertAccount(found, arn);
      return arn ?? 'unknown';
    },
  };
};
