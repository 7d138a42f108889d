import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readEnv } from '../../kernel/env.ts';
import { liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { awsEnv } from '../env.ts';
import { reportHook } from '../store/hook-status.ts';
import { type BakeDeps, build } from './bake.ts';

const live = (): BakeDeps => {
  const { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint } = readEnv(awsEnv);
  const { credentials } = new DynamoDBClient({}).config;
  return {
    clock: liveClock,
    log: liveLog(),
    report: reportHook({ region, endpoint, credentials, clock: liveClock }),
  };
};

export const handler = build(live());
