import { type LoggedLeaf, readLeaves } from '../../model/receipt/logged-leaf.ts';
import { type Slot, slotPartition, slotPrefix } from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';
import { bytesOf, itemsOf } from '../table/read-bytes.ts';
import { entriesFrom } from './slots.ts';

/** The leaves of a slot, by the id of their receipt. */
export const leavesIn = async (store: LogStore, slot: Slot): Promise<ReadonlyMap<string, number>> => {
  const items = await itemsOf(store, slotPartition(store.log, slot), slotPrefix(slot));
  return new Map(items.flatMap((item) => readLeaves(bytesOf(item))).map(({ receiptId, index }) => [receiptId, index]));
};

/** A leaf, and the second of its receipt. */
export interface TimedLeaf extends LoggedLeaf {
  readonly second: number;
}

/** A tenant's leaves of one day from a second on: whole seconds, and the second to go on with. */
export const leavesFrom = (store: LogStore, slot: Slot, until: number) =>
  entriesFrom<TimedLeaf>(store, slot, until, ({ second, bytes }) =>
    readLeaves(bytes).map((leaf) => ({ ...leaf, second })),
  );
