import { dynamo } from '../../kernel/aws/dynamodb.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { statementsEnv } from '../env.ts';
import type { BankStore } from '../store/table/bank-store.ts';

/** Statements' table as its functions reach it on Lambda. */
export const liveStore = (): BankStore => ({
  dynamo: dynamo(),
  table: readEnv(statementsEnv).TABLE_NAME,
  clock: liveClock,
  random: liveRandom,
  codeVersion: codeVersion(),
});
