import { dynamoOfBytes } from '../../kernel/aws/dynamodb.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { proofEnv } from '../env.ts';
import type { ProofStore } from '../store/table/proof-store.ts';

/** Proof's table as its functions reach it on Lambda. */
export const liveStore = (): ProofStore => ({
  dynamo: dynamoOfBytes(),
  table: readEnv(proofEnv).TABLE_NAME,
  clock: liveClock,
  random: liveRandom,
});
