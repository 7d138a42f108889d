import * as z from 'zod';
import { jsonService } from '../../kernel/aws/aws-call.ts';
import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { roleCredentials } from '../../kernel/aws/role-credentials.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import type { Declarations } from '../contract/declarations.ts';
import { catalogEnv, DECLARATIONS_ASSET, RUNBOOKS_ASSET } from '../env.ts';
import { readAlarmHistory } from '../store/queries/alarm-history.ts';
import { readAlarms } from '../store/queries/alarms.ts';
import { readMetricData, readMetricSums } from '../store/queries/metric-data.ts';
import { readParked } from '../store/queries/parked.ts';
import { releasesOf } from '../store/queries/releases.ts';
import { liveSnapshots } from '../store/queries/snapshots.ts';
import { readStackDrift } from '../store/queries/stack-drift.ts';
import { liveStacks } from '../store/queries/stacks.ts';
import { systemOf } from '../store/queries/system.ts';
import { askTask } from '../store/queries/tasks.ts';
import { watchedAlarms } from '../store/queries/watched-alarms.ts';
import { build } from './api/routes.ts';
import { asset } from './asset.ts';
import type { CatalogDeps } from './deps.ts';

/** Less than this function's own timeout. */
const TASK_WITHIN_MS = 10_000;

const live = (): CatalogDeps => {
  const { STACK_NAMES, ALARM_NAMES, RELEASES, SNAPSHOTS } = readEnv(catalogEnv);
  const aws = liveAws(roleCredentials());
  // CloudWatch's JSON protocol is 1.0.
  const cloudwatch = jsonService(aws, 'monitoring', 'GraniteServiceVersion20100801', '1.0');
  const declared = asset(DECLARATIONS_ASSET) as Declarations;
  const sqs = jsonService(aws, 'sqs', 'AmazonSQS', '1.0');
  return {
    clock: liveClock,
    log: liveLog(),
    codeVersion: codeVersion(),
    system: systemOf({
      stacks: liveStacks(aws),
      names: STACK_NAMES.split(','),
      declared,
      clock: liveClock,
    }),
    declared,
    alarms: watchedAlarms(readAlarms(cloudwatch, ALARM_NAMES), liveClock),
    alarmHistory: readAlarmHistory(cloudwatch, ALARM_NAMES),
    releases: releasesOf(askTask(invokeFunction(aws, RELEASES, TASK_WITHIN_MS)), liveClock),
    parked: readParked({ sqs, s3: aws, metrics: readMetricData(cloudwatch), clock: liveClock }),
    counts: readMetricSums(cloudwatch),
    drift: readStackDrift(aws),
    snapshots: liveSnapshots(aws, SNAPSHOTS),
    runbooks: new Map(Object.entries(z.record(z.string(), z.string()).parse(asset(RUNBOOKS_ASSET)))),
  };
};

export const handler = build(live()).use(tracing());
