import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamo } from '../../kernel/aws/dynamodb.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveGauge } from '../../kernel/core/metrics.ts';
import { registryEnv, watchEnv } from '../env.ts';
import { parameters } from '../store/parameters.ts';
import { releaseLog } from '../store/release-log.ts';
import { shifts } from '../store/shifts.ts';
import { build } from './watch.ts';
import type { WatchDeps } from './watch-deps.ts';

const live = (): WatchDeps => {
  const { TABLE_NAME } = readEnv(registryEnv);
  const { PINS_PATH } = readEnv(watchEnv);
  const aws = liveAws(new DynamoDBClient({}).config.credentials);
  return {
    clock: liveClock,
    log: liveLog(),
    gauge: liveGauge('registry'),
    releases: releaseLog(dynamo(), TABLE_NAME),
    pins: () => parameters(aws).under(PINS_PATH),
    shifts: shifts(aws),
  };
};

export const handler = build(live());
