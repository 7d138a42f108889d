import { dynamo } from '../../kernel/aws/dynamodb.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { webhooksEnv } from '../env.ts';
import type { WebhooksStore } from '../store/table/webhooks-store.ts';

/** Webhooks' table as its functions reach it on Lambda. */
export const liveStore = (): WebhooksStore => ({
  dynamo: dynamo(),
  table: readEnv(webhooksEnv).TABLE_NAME,
  dueShards: Number(readEnv(webhooksEnv).DUE_SHARDS),
  clock: liveClock,
  random: liveRandom,
  codeVersion: codeVersion(),
});
