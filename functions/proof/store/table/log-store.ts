import { LOGS, type LogName } from './keys.ts';
import type { ProofStore } from './proof-store.ts';

/** One of the logs in proof's table. */
export interface LogStore extends ProofStore {
  readonly log: LogName;
}

/** The log of receipts. */
export const receiptLog = (store: ProofStore): LogStore => ({ ...store, log: LOGS.receipts });

/** The access log: of calls. */
export const callLog = (store: ProofStore): LogStore => ({ ...store, log: LOGS.calls });
