import type { BatchGetStore } from '../../../kernel/aws/batch-get.ts';
import type { Random } from '../../../kernel/core/ports.ts';

/** Proof's table, and the ports through which it is worked on, injected so that tests can put faults between. */
export interface ProofStore extends BatchGetStore {
  readonly random: Random;
}
