import { batchPut } from '../../../kernel/aws/batch-put.ts';
import type { AppendedEntry } from '../../model/history/appended-entries.ts';
import { accountItem, entryItem } from './entry-item.ts';
import { entrySort, historyPartition } from './keys.ts';
import type { StatementsStore } from './statements-store.ts';

/**
 * Keeps entries of any histories, in any order, as often as they come: each is put at its version, and what is there is put again as
 * it is. So nothing of it depends on how events were cut, doubled or ordered.
 */
export const keepEntries = async (store: StatementsStore, appended: readonly AppendedEntry[]): Promise<void> => {
  // Of two of one version in one batch either is the same; DynamoDB takes a key once.
  const items = new Map(
    appended.map((one) => [`${historyPartition(one)}|${entrySort(one.entry.version)}`, entryItem(one, one.entry)]),
  );
  for (const one of appended) if (one.entry.version === 1) items.set(`|${historyPartition(one)}`, accountItem(one));
  await batchPut(store, [...items.values()]);
};
