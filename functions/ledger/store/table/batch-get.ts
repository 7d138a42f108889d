import { type Item, str } from '../../../kernel/aws/attributes.ts';
import { batchGet as getBatch } from '../../../kernel/aws/batch-get.ts';
import type { Key } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';

/** Up to 100 items by key, strongly consistent; what does not exist is missing from the map. Keys are named by `nameOf`. */
export const batchGet = async (store: LedgerStore, keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> => {
  const items = await getBatch(
    store,
    keys.map((key) => ({ ...key })),
  );
  return new Map(items.map((item) => [nameOf(item), item]));
};

export const nameOf = (key: Item | Key): string => `${str(key as Item, 'pk')}|${str(key as Item, 'sk')}`;
