import { dynamo } from '../../kernel/aws/dynamodb.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { statementsEnv } from '../env.ts';
import type { StatementsStore } from '../store/table/statements-store.ts';

/** Statements' table as its functions reach it on Lambda. */
export const liveStore = (): StatementsStore => ({
  dynamo: dynamo(),
  table: readEnv(statementsEnv).TABLE_NAME,
  clock: liveClock,
  random: liveRandom,
});
