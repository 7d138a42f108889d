import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { releasesEnv } from '../env.ts';
import { awsPorts } from './aws-ports.ts';
import type { ReleasePorts } from './release-ports.ts';

/** As the SDK reads it: tables may be somewhere else than all other services. */
const elsewhere = z.object({ AWS_ENDPOINT_URL_DYNAMODB: z.string().optional() });

/** More than the prober's timeout. */
const PROBED_WITHIN_MS = 35_000;

/** A release's ports as a function has them. What they remember is good for one request: make them anew for each. */
export const functionPorts = (): ((actor: string, say: (line: string) => void) => ReleasePorts) => {
  const { TABLE_NAME, PROBER, PINS_PATH } = readEnv(releasesEnv);
  const { AWS_ENDPOINT_URL_DYNAMODB } = readEnv(elsewhere);
  const lambda = new LambdaClient(clientOptions({ requestTimeoutMs: PROBED_WITHIN_MS }));
  const store = new DynamoDBClient(clientOptions());
  const aws = liveAws(lambda.config.credentials);
  const tables = { ...aws, endpoint: AWS_ENDPOINT_URL_DYNAMODB ?? aws.endpoint };
  const awsOf = (service: string) => (service === 'DYNAMODB' ? tables : aws);
  return (actor, say) => ({
    ...awsPorts({
      ...{ lambda, store, aws: awsOf, logTable: TABLE_NAME, proberAlias: PROBER, pinsPath: PINS_PATH },
      // Where calls go elsewhere, the cloud is the local one, which moves an alias from where it stands.
      deploysFrom: aws.endpoint === undefined ? 'what-was-deployed' : 'what-is-live',
    }),
    ...{ now: liveClock.now, sleep: liveClock.sleep, actor, say },
    // Comparing the log with its copies is the command's.
    anchors: undefined,
  });
};
