import { dynamo } from '../../kernel/aws/dynamodb.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { ledgerEnv } from '../env.ts';
import type { LedgerStore } from '../store/table/ledger-store.ts';

/** The ledger's table as its functions reach it on Lambda. */
export const liveStore = (): LedgerStore => ({
  dynamo: dynamo(),
  table: readEnv(ledgerEnv).TABLE_NAME,
  clock: liveClock,
  random: liveRandom,
  codeVersion: codeVersion(),
});
