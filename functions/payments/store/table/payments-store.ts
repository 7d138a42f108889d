import type { Dynamo } from '../../../kernel/aws/dynamodb.ts';
import type { Chance, Clock } from '../../../kernel/core/ports.ts';

/** Where payments keeps its items, and the ports through which it works. Injected, so that tests can put faults between. */
export interface PaymentsStore {
  readonly dynamo: Dynamo;
  readonly table: string;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Kept in each receipt: which release gave the answer. */
  readonly codeVersion: string;
}
