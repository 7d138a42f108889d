import type { QueueDeps } from '../../kernel/triggers/batch-run.ts';
import { queueBatch } from '../../kernel/triggers/queue-batch.ts';
import { readAppended } from '../model/history/appended-entries.ts';
import { keepEntries, ListedHistories } from '../store/commit/keep-entries.ts';
import type { StatementsStore } from '../store/table/statements-store.ts';

/** `ledger.EntriesAppended` from the bus into histories. What fails comes again whole: to keep an entry twice changes nothing. */
export const buildOnEntries = (store: StatementsStore, deps: QueueDeps) => {
  const listed = new ListedHistories();
  return queueBatch({
    domain: 'statements',
    deps,
    read: readAppended,
    handle: async (arrived) => {
      await keepEntries(
        store,
        arrived.flatMap(({ message }) => message),
        listed,
      );
      return new Map();
    },
  });
};
