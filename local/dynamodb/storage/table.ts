import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Item } from '../values/attribute.ts';
import { sameItem } from '../values/compare.ts';
import { itemBytes } from '../values/item-size.ts';
import type { Key } from '../values/key.ts';
import { storedItem } from '../values/read-value.ts';
import type { Connections } from './connections.ts';
import { checksum, DamagedStore } from './damage.ts';
import { IndexRows } from './index-rows.ts';
import type { ItemCache, Stored } from './item-cache.ts';
import type { TableSchema } from './schema.ts';

/** A row of a table or of an index. */
export interface Row {
  readonly item: string;
  readonly bytes: number;
  readonly crc: number;
}

/** An item as it is kept, whose text is made when somebody needs it. */
class KeptItem implements Stored {
  readonly item: Item;
  readonly bytes: number;
  #json: string | undefined;

  constructor(item: Item) {
    this.item = item;
    this.bytes = itemBytes(item);
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.item);
    return this.#json;
  }
}

export const storedAs = (item: Item): Stored => new KeptItem(item);

/** Whether two are one item, in whatever order its attributes stand. */
export const isSame = (a: Stored | undefined, b: Stored | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.bytes === b.bytes && sameItem(a.item, b.item));

/** Units of each index that a write changed. */
export type IndexUnits = ReadonlyMap<string, number>;
const NO_UNITS: IndexUnits = new Map();

export const isSound = ({ item, crc }: Row): boolean => checksum(item) === crc;

/** The item's text, if it is what was written. @throws DamagedStore */
export const soundItem = (row: Row): string => {
  if (!isSound(row)) throw new DamagedStore('an item is not what was written');
  return row.item;
};

/** The rows of one table and of its indexes. */
export class Table {
  readonly schema: TableSchema;
  readonly rows: string;
  readonly indexes: ReadonlyMap<string, IndexRows>;
  readonly #cache: ItemCache;
  readonly #newest: StatementSync;
  readonly #reader: DatabaseSync;
  #synced: StatementSync | undefined;
  readonly #insert: StatementSync;
  readonly #remove: StatementSync;

  /** Makes what is missing, within the transaction that is open. */
  constructor({ writer, reader }: Connections, schema: TableSchema, cache: ItemCache) {
    this.schema = schema;
    this.#cache = cache;
    this.rows = `items_${schema.id}`;
    this.#create(writer);
    this.indexes = new Map(schema.indexes.map((index) => [index.name, new IndexRows(writer, schema, index)]));
    this.#reader = reader;
    this.#newest = writer.prepare(this.#get());
    this.#insert = writer.prepare(`INSERT OR REPLACE INTO ${this.rows} VALUES (?, ?, ?, ?, ?)`);
    this.#remove = writer.prepare(`DELETE FROM ${this.rows} WHERE pk = ? AND sk = ?`);
  }

  #create(writer: DatabaseSync): void {
    writer.exec(
      `CREATE TABLE IF NOT EXISTS ${this.rows} (pk ANY NOT NULL, sk ANY NOT NULL, item TEXT NOT NULL, bytes INTEGER NOT NULL,
         crc INTEGER NOT NULL, PRIMARY KEY (pk, sk)) STRICT, WITHOUT ROWID`,
    );
  }

  /** The item as readers see it. */
  get({ pk, sk }: Key): Row | undefined {
    // Not before: readers see a new table only once it is on the disk.
    this.#synced ??= this.#reader.prepare(this.#get());
    return this.#synced.get(pk, sk) as Row | undefined;
  }

  /** The item as the next write meets it. */
  newest(key: Key): Stored | undefined {
    const id = this.#id(key);
    const known = this.#cache.get(id);
    if (known !== undefined) return known;
    const row = this.#newest.get(key.pk, key.sk) as Row | undefined;
    if (row === undefined) return undefined;
    const stored = { item: storedItem(soundItem(row)), json: row.item, bytes: row.bytes };
    this.#cache.put(id, stored);
    return stored;
  }

  /** Puts the item in the place of what stood there, or takes it away. */
  write(key: Key, before: Stored | undefined, after: Stored | undefined): IndexUnits {
    if (after !== undefined) this.#insert.run(key.pk, key.sk, after.json, after.bytes, checksum(after.json));
    else if (before !== undefined) this.#remove.run(key.pk, key.sk);
    // Most items are written once and never met again: one that is new is kept when it is met.
    this.#cache.put(this.#id(key), before === undefined ? undefined : after);
    if (this.indexes.size === 0) return NO_UNITS;
    const units = new Map<string, number>();
    for (const [name, index] of this.indexes) {
      const cost = index.change(key, before?.item, after?.item);
      if (cost > 0) units.set(name, cost);
    }
    return units;
  }

  /** Puts back what a row held, or takes it away; indexes are filled when all is put back. */
  undo({ pk, sk }: Key, then: Stored | undefined): void {
    if (then === undefined) this.#remove.run(pk, sk);
    else this.#insert.run(pk, sk, then.json, then.bytes, checksum(then.json));
  }

  #get(): string {
    return `SELECT item, bytes, crc FROM ${this.rows} WHERE pk = ? AND sk = ?`;
  }

  #id({ text }: Key): string {
    return `${this.schema.id}:${text}`;
  }
}
