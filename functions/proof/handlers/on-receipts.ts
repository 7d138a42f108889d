import type { QueueDeps } from '../../kernel/triggers/batch-run.ts';
import { queueBatch } from '../../kernel/triggers/queue-batch.ts';
import type { LogKey } from '../kms/log-key.ts';
import { readTold } from '../model/receipt/told-receipt.ts';
import { appendEntries } from '../store/relay/append-entries.ts';
import { RECEIPTS } from '../store/relay/append-receipts.ts';
import { makeSecret } from '../store/relay/log-secret.ts';
import { signCheckpoint } from '../store/relay/sign-checkpoint.ts';
import { receiptLog } from '../store/table/log-store.ts';
import type { ProofStore } from '../store/table/proof-store.ts';

/**
 * `ledger.ReceiptsCommitted` from the bus into the log, and a checkpoint over it. A message is done when a checkpoint covers its
 * receipts: so no timer is needed, and a log without traffic costs nothing.
 */
export const buildOnReceipts = (anyLog: ProofStore, key: LogKey, deps: QueueDeps) => {
  const store = receiptLog(anyLog);
  let secret: Uint8Array | undefined;
  return queueBatch({
    domain: 'proof',
    deps,
    read: readTold,
    handle: async (arrived, deadline) => {
      if (arrived.length === 0) return new Map();
      secret ??= await makeSecret(store);
      const told = arrived.flatMap(({ message }) => message);
      await appendEntries({ store, secret, book: RECEIPTS }, told, deadline);
      await signCheckpoint(store, key);
      return new Map();
    },
  });
};
