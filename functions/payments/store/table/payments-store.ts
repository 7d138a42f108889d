import type { Dynamo } from '../../../kernel/aws/dynamodb.ts';
import type { Clock, Random } from '../../../kernel/core/ports.ts';

/** Where payments keeps its items, and the ports through which it works. Injected, so that tests can put faults between. */
export interface PaymentsStore {
  readonly dynamo: Dynamo;
  readonly table: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Kept in each receipt: which release gave the answer. */
  readonly codeVersion: string;
}
