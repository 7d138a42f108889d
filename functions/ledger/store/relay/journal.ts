import type { Item } from '../../../kernel/aws/attributes.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import type { Recent } from '../../../kernel/core/recent.ts';
import { LISTED_MAX, type Listed, monthOf, secondOf } from '../../model/journal.ts';
import { putAll } from '../table/entry-writer.ts';
import { journalItem } from '../table/journal-item.ts';
import { journalMonthKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import type { MoneyReceipt } from './stream-record.ts';

/** Of a batch: what the journal is to list, by tenant and second. A hold is listed once, when it is placed. */
const grouped = (receipts: readonly MoneyReceipt[]) =>
  Map.groupBy(
    receipts.filter(({ resolves }) => !resolves),
    ({ tenant, receipt }) => `${tenant}#${secondOf(receipt.at)}`,
  );

const itemsOf = (receipts: readonly MoneyReceipt[]): readonly Item[] =>
  [...grouped(receipts).values()].flatMap((some) => {
    const tenant = some[0]?.tenant ?? '';
    const listed = new Map(some.map(({ receipt: { id, at } }): [string, Listed] => [id, { id, at }]));
    return chunks([...listed.values()], LISTED_MAX).flatMap(([first, ...more]) =>
      first === undefined ? [] : [journalItem(tenant, [first, ...more])],
    );
  });

/**
 * Lists new transactions in their tenants' journals. It bears repetition. `months` remembers which months of which tenants are
 * known to have entries: the first of each is noted in a directory, before them.
 */
export const listInJournal = async (
  store: LedgerStore,
  months: Recent<true>,
  receipts: readonly MoneyReceipt[],
): Promise<void> => {
  const items = itemsOf(receipts);
  if (items.length === 0) return;
  const keys = receipts.map(({ tenant, receipt }) => journalMonthKey(tenant, monthOf(receipt.at)));
  const fresh = new Map(keys.map((key) => [`${key.pk.S}${key.sk.S}`, key]));
  for (const name of fresh.keys()) if (months.get(name)) fresh.delete(name);
  await putAll(
    store,
    [...fresh.values()].map((key) => ({ ...key })),
  );
  await putAll(store, items);
  for (const name of fresh.keys()) months.set(name, true);
};
