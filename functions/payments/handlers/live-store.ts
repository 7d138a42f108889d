import { dynamo } from '../../kernel/aws/dynamodb.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { paymentsEnv } from '../env.ts';
import type { PaymentsStore } from '../store/table/payments-store.ts';

/** Payments' table as its functions reach it on Lambda. */
export const liveStore = (): PaymentsStore => ({
  dynamo: dynamo(),
  table: readEnv(paymentsEnv).TABLE_NAME,
  clock: liveClock,
  random: liveRandom,
  codeVersion: codeVersion(),
});
