import { dynamo } from '../../kernel/dynamodb.ts';
import { codeVersion, readEnv } from '../../kernel/env.ts';
import { liveChance, liveClock } from '../../kernel/live-ports.ts';
import { webhooksEnv } from '../env.ts';
import type { WebhooksStore } from '../store/webhooks-store.ts';

/** Webhooks' table as its functions reach it on Lambda. */
export const liveStore = (): WebhooksStore => ({
  dynamo: dynamo(),
  table: readEnv(webhooksEnv).TABLE_NAME,
  clock: liveClock,
  chance: liveChance,
  codeVersion: codeVersion(),
});
