import { str } from '../../../kernel/aws/attributes.ts';
import type { Entry } from '../../model/entry.ts';
import type { Words } from '../../model/entry-view.ts';
import { readMade } from '../../model/made-transaction.ts';
import { batchGet } from '../table/batch-get.ts';
import { parsePartition, transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { readReceipt } from '../table/receipt-item.ts';

/** Description and metadata of the transactions behind a page of entries (at most 100), by transaction. */
export const detailsOf = async (
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
