import type { BatchGetStore } from '../../../kernel/aws/batch-get.ts';

/** Statements' table, and the ports through which it is worked on, injected so that tests can put faults between. */
export type StatementsStore = BatchGetStore;
