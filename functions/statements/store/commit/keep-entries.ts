import { batchPut } from '../../../kernel/aws/batch-put.ts';
import type { AppendedEntry } from '../../model/history/appended-entries.ts';
import { lastOf, runOf } from '../../model/history/carried-run.ts';
import { carryRun } from '../queries/walk-history.ts';
import { accountItem, entryItem } from '../table/entry-item.ts';
import { entrySort, historyPartition } from '../table/keys.ts';
import type { StatementsStore } from '../table/statements-store.ts';

/** Histories that a function remembers to be listed: to list one again costs a write and changes nothing. */
const LISTED_MAX = 50_000;

/** Histories that are known to be in the list of their tenant. */
export class ListedHistories {
  readonly #names = new Set<string>();

  has(name: string): boolean {
    return this.#names.has(name);
  }

  add(name: string): void {
    if (this.#names.size >= LISTED_MAX) this.#names.clear();
    this.#names.add(name);
  }
}

/**
 * Keeps entries of any histories, in any order, as often as they come: each is put at its version, and what is there is put again as
 * it is. So nothing of it depends on how events were cut, doubled or ordered. A history is listed with whichever entry comes first:
 * one whose beginning is lost has a gap, and is not missing. Whoever keeps the last entry of a run sums it up.
 */
export const keepEntries = async (
  store: StatementsStore,
  appended: readonly AppendedEntry[],
  listed: ListedHistories = new ListedHistories(),
): Promise<void> => {
  // Of two of one version in one batch either is the same; DynamoDB takes a key once.
  const items = new Map(
    appended.map((one) => [`${historyPartition(one)}|${entrySort(one.entry.version)}`, entryItem(one, one.entry)]),
  );
  const fresh = new Map(appended.map((one) => [historyPartition(one), one]));
  for (const [partition, one] of fresh) if (!listed.has(partition)) items.set(`|${partition}`, accountItem(one));
  await batchPut(store, [...items.values()]);
  for (const partition of fresh.keys()) listed.add(partition);
  for (const one of appended) {
    const run = runOf(one.entry.version);
    if (one.entry.version === lastOf(run)) await carryRun(store, one, run);
  }
};
