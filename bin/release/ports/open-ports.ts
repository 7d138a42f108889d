import { userInfo } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Aws } from '../../../functions/kernel/aws/aws-call.ts';
import { liveClock } from '../../../functions/kernel/core/live-ports.ts';
import { anchors } from '../../../functions/registry/store/anchors.ts';
import { awsPorts } from '../../../functions/registry/store/aws-ports.ts';
import { parameters } from '../../../functions/registry/store/parameters.ts';
import { callerArn } from '../../../functions/registry/store/query-service.ts';
import { textsByPlace } from '../../../functions/registry/store/release-log.ts';
import type { DeploysFrom, ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import { type AwsPlace, assertAccount, awsPlace } from '../../client/aws-endpoints.ts';
import { noCloudOn } from '../../client/hints.ts';
import { localAws } from '../../client/local-aws.ts';
import { CommandFailure } from '../../client/problem-error.ts';
import { type LocalFile, runningLocal } from '../../client/target.ts';

export interface Where {
  readonly target: 'local' | 'aws';
  /** Data folder of the local cloud. */
  readonly data: string;
  /** The name of the deployment in the AWS account, for target `aws`; empty for the main one. */
  readonly stage: string;
}

interface Place extends AwsPlace {
  readonly credentials?: LocalFile['credentials'];
  readonly actor: string | undefined;
  /** How far its clock is ahead of ours. */
  readonly aheadSeconds?: number;
  readonly deploysFrom: DeploysFrom;
}

const findPlace = async ({ target, data, stage }: Where): Promise<Place> => {
  if (target === 'aws') return { ...(await awsPlace(stage)), actor: undefined, deploysFrom: 'what-was-deployed' };
  const local = await runningLocal(data);
  if (local === undefined) {
    throw noCloudOn(data, 'or say --target aws');
  }
  const endpoint = (service: string) => (service === 'DYNAMODB' ? local.dynamodbUrl : local.awsUrl);
  const { aheadSeconds } = local;
  return {
    ...localAws(local),
    aheadSeconds,
    endpoint,
    account: undefined,
    actor: `local:${userInfo().username}`,
    deploysFrom: 'what-is-live',
  };
};

const HTTP = { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true };
/** More than the prober's timeout. */
const PROBED_WITHIN_MS = 35_000;

const at = (endpoint: string | undefined) => (endpoint === undefined ? {} : { endpoint });

/**
 * The ports of a release command: the same AWS calls for both targets, only where they go differs.
 * @throws CommandFailure when nothing is deployed there
 */
export const openPorts = async (where: Where, say: (line: string) => void): Promise<ReleasePorts> => {
  const place = await findPlace(where);
  const { region, endpoint, credentials, deploysFrom, aheadSeconds = 0 } = place;
  const options = { region, requestHandler: HTTP, ...(credentials === undefined ? {} : { credentials }) };
  const lambda = new LambdaClient({
    ...options,
    requestHandler: { ...HTTP, requestTimeout: PROBED_WITHIN_MS },
    ...at(endpoint('LAMBDA')),
  });
  const store = new DynamoDBClient({ ...options, ...at(endpoint('DYNAMODB')) });
  const aws = (service: string): Aws => ({
    region,
    endpoint: endpoint(service),
    credentials: lambda.config.credentials,
    clock: liveClock,
  });
  const parameterStore = parameters(aws('SSM'));
  const prefix = where.stage === '' ? '' : `${where.stage}-`;
  const [arn, table, proberAlias, anchorBucket] = await Promise.all([
    place.actor ?? callerArn(aws('STS')),
    parameterStore.get(`/${prefix}folio/registry/release-log-table`),
    parameterStore.get(`/${prefix}folio/registry/prober-alias-arn`),
    parameterStore.get(`/${prefix}folio/registry/release-anchor-bucket`),
  ]);
  assertAccount(place, arn);
  if (table === undefined || proberAlias === undefined)
    throw new CommandFailure('Folio is not deployed there, or its registry is of an older release: deploy it.');
  return {
    ...awsPorts({
      ...{ lambda, store, aws, proberAlias, deploysFrom },
      logTable: table,
      pinsPath: `/${prefix}folio/release`,
    }),
    // The log is written by the time of the place that it tells of.
    now: () => liveClock.now() + aheadSeconds * 1000,
    sleep: liveClock.sleep,
    actor: arn ?? 'unknown',
    anchors:
      anchorBucket === undefined
        ? undefined
        : {
            texts: (domain) => textsByPlace(store, table, domain),
            list: anchors(aws('S3'), anchorBucket).list,
          },
    say,
  };
};
