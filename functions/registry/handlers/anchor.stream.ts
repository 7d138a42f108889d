import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { anchorEnv } from '../env.ts';
import { anchors } from '../store/anchors.ts';
import { build } from './anchor.ts';

const aws = liveAws(new DynamoDBClient({}).config.credentials);
export const handler = build({
  clock: liveClock,
  log: liveLog(),
  anchors: anchors(aws, readEnv(anchorEnv).ANCHOR_BUCKET),
});
