import type { Entry } from '../model/entry.ts';
import type { Words } from '../model/entry-view.ts';
import { readMade } from '../model/made-transaction.ts';
import { str } from './attributes.ts';
import { batchGet } from './batch-get.ts';
import { parsePartition, transactionKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { readReceipt } from './receipt-item.ts';

/** Description and metadata of the transactions behind a page of entries (at most 100), by transaction. */
export const wordsOf = async (
  store: LedgerStore,
  tenant: string,
  entries: readonly Entry[],
): Promise<ReadonlyMap<string, Words>> => {
  const ids = [...new Set(entries.map(({ transactionId }) => transactionId))];
  const items = await batchGet(
    store,
    ids.map((id) => transactionKey(tenant, id)),
  );
  return new Map(
    [...items.values()].map((item) => {
      const id = parsePartition(str(item, 'pk'))?.id ?? '';
      return [id, readMade(readReceipt(item).body) as Words] as const;
    }),
  );
};
