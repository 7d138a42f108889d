import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { readEnv } from '../../kernel/env.ts';
import { liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { webhooksEnv } from '../env.ts';
import { publishTo } from '../store/bus.ts';
import { clientOptions } from './live-clients.ts';
import { buildRelay } from './relay.ts';

const publish = publishTo(new EventBridgeClient(clientOptions()), readEnv(webhooksEnv).BUS_NAME);
export const handler = buildRelay({ clock: liveClock, log: liveLog(), publish });
