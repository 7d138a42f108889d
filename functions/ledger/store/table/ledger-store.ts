import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock, Random } from '../../../kernel/core/ports.ts';

/** Where the ledger keeps its items, and the ports through which it works. Injected, so that tests can put faults between. */
export interface LedgerStore {
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Kept in each receipt: which release gave the answer. */
  readonly codeVersion: string;
}
