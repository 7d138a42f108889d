import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { reportHook } from '../store/hook-status.ts';
import { type BakeDeps, build } from './bake.ts';

const live = (): BakeDeps => ({
  clock: liveClock,
  log: liveLog(),
  report: reportHook(liveAws(new DynamoDBClient({}).config.credentials)),
});

export const handler = build(live());
