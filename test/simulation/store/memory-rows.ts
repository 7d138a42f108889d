import type { Stored } from '../../../local/dynamodb/storage/item-cache.ts';

/** An item as a table keeps it here: with what it was before its last change, for reads that may be stale. */
export interface Kept {
  readonly pk: string;
  readonly sk: string;
  stored: Stored | undefined;
  previous: Stored | undefined;
  /** The number of the commit that changed it last. */
  changed: number;
}

/** A place in a partition of a table or an index. */
export interface Placed {
  readonly sort: string;
  readonly kept: Kept;
}

const order = (a: Placed, sort: string, pk: string, sk: string): number => {
  if (a.sort !== sort) return a.sort < sort ? -1 : 1;
  if (a.kept.pk !== pk) return a.kept.pk < pk ? -1 : 1;
  return a.kept.sk === sk ? 0 : a.kept.sk < sk ? -1 : 1;
};

/** The rows of one partition, in the order of their sort keys. Keys of a simulation are ASCII, where texts sort as their bytes do. */
export class Partition {
  readonly rows: Placed[] = [];

  /** The first row at or after a place. */
  at(sort: string, pk: string, sk: string): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (order(this.rows[middle] as Placed, sort, pk, sk) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  add(row: Placed): void {
    const place = this.at(row.sort, row.kept.pk, row.kept.sk);
    if (this.rows[place]?.kept !== row.kept) this.rows.splice(place, 0, row);
  }

  remove(sort: string, kept: Kept): void {
    const place = this.at(sort, kept.pk, kept.sk);
    if (this.rows[place]?.kept === kept) this.rows.splice(place, 1);
  }
}

/** Partitions by their keys. */
export class Rows {
  readonly #partitions = new Map<string, Partition>();

  partition(key: string): Partition | undefined {
    return this.#partitions.get(key);
  }

  add(key: string, row: Placed): void {
    let partition = this.#partitions.get(key);
    if (partition === undefined) {
      partition = new Partition();
      this.#partitions.set(key, partition);
    }
    partition.add(row);
  }

  remove(key: string, sort: string, kept: Kept): void {
    this.#partitions.get(key)?.remove(sort, kept);
  }
}
