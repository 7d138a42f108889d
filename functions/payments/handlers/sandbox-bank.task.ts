import { dynamo } from '../../kernel/aws/dynamodb.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { bankEnv } from '../env.ts';
import { buildBank } from '../rails/sandbox/bank.ts';
import { liveQueue } from './live-queue.ts';

const store = {
  dynamo: dynamo(),
  table: readEnv(bankEnv).BANK_TABLE_NAME,
  clock: liveClock,
  random: liveRandom,
};
export const handler = buildBank({ clock: liveClock, log: liveLog(), store, send: liveQueue() });
