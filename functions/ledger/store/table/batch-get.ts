import { type Item, str } from '../../../kernel/aws/attributes.ts';
import { batchGet as getBatch } from '../../../kernel/aws/batch-get.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import type { Key } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';

const incomplete = (): Refusal =>
  new Refusal(common.unavailable, 'The store gave only a part of what was read. Try again.');

/** Up to 100 items by key, strongly consistent; what does not exist is missing from the map. Keys are named by `nameOf`. */
export const batchGet = async (store: LedgerStore, keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> => {
  const items = await getBatch(
    store,
    keys.map((key) => ({ ...key })),
    incomplete,
  );
  return new Map(items.map((item) => [nameOf(item), item]));
};

export const nameOf = (key: Item | Key): string => `${str(key as Item, 'pk')}|${str(key as Item, 'sk')}`;
