import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { publishTo } from '../../kernel/aws/put-events.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveGauge } from '../../kernel/core/metrics.ts';
import { paymentsEnv } from '../env.ts';
import { STUCK } from '../model/figures.ts';
import { buildRelay } from '../store/relay/relay.ts';
import { liveFileQueue, liveQueue } from './live-queue.ts';

const gauge = liveGauge('payments');
const publish = publishTo(new EventBridgeClient(clientOptions()), readEnv(paymentsEnv).BUS_NAME);
export const handler = buildRelay({
  clock: liveClock,
  log: liveLog(),
  publish,
  post: liveQueue(),
  postFile: liveFileQueue(),
  onStuck: (count) => gauge.count(STUCK, count),
});
