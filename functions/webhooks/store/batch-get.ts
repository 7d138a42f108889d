import { type BatchGetStore, batchGet } from '../../kernel/batch-get.ts';
import { type Item, str } from './attributes.ts';
import { type Key, TABLE } from './keys.ts';

const incomplete = (): Error => new Error('the table does not give all of a batch');

/** Up to 100 items, strongly consistent, by their partition keys; those that do not exist are missing. Keys are distinct. */
export const getAll = async (store: BatchGetStore, keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> => {
  const items = await batchGet(
    store,
    keys.map((key) => ({ ...key })),
    incomplete,
  );
  return new Map(items.map((item) => [str(item, TABLE.partition), item]));
};
