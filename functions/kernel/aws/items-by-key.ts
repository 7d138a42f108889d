import { chunks, together } from '../core/parallel.ts';
import { type Item, str } from './attributes.ts';
import { BATCH_GET_MAX, type BatchGetStore, batchGet } from './batch-get.ts';

/** A key of a table whose keys are `pk` and `sk`, both text. */
export type ItemKey = Readonly<Record<'pk' | 'sk', { readonly S: string }>>;

/** A key as one text. */
export const nameOf = ({ pk, sk }: ItemKey): string => `${pk.S} ${sk.S}`;
const nameOfItem = (item: Item): string => `${str(item, 'pk')} ${str(item, 'sk')}`;

/** The key of an item, or of a row of an index. */
export const keyOf = ({ pk, sk }: Item): ItemKey => ({ pk, sk }) as ItemKey;

/** Items, strongly consistent, by the names of their keys; those that do not exist are missing. Each is read once. */
export const getAll = async (store: BatchGetStore, keys: readonly ItemKey[]): Promise<ReadonlyMap<string, Item>> => {
  const distinct = [...new Map(keys.map((key) => [nameOf(key), { ...key }])).values()];
  const reads = chunks(distinct, BATCH_GET_MAX).map((some) => batchGet(store, some));
  return new Map((await together(reads)).flat().map((item) => [nameOfItem(item), item]));
};
