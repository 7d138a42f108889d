import { type BatchGetStore, batchGet } from '../../kernel/batch-get.ts';
import { type Item, str } from './attributes.ts';
import { type Key, TABLE } from './keys.ts';

const incomplete = (): Error => new Error('the table does not give all of a batch');

/** A key as one text. */
export const nameOf = ({ pk, sk }: Key): string => `${pk.S} ${sk.S}`;
const nameOfItem = (item: Item): string => `${str(item, TABLE.partition)} ${str(item, TABLE.sort)}`;

/** Up to 100 items, strongly consistent, by the names of their keys; those that do not exist are missing. Each is read once. */
export const getAll = async (store: BatchGetStore, keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> => {
  const distinct = new Map(keys.map((key) => [nameOf(key), { ...key }]));
  const items = await batchGet(store, [...distinct.values()], incomplete);
  return new Map(items.map((item) => [nameOfItem(item), item]));
};
