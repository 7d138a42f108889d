import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { emptyItem, type Item, type Value } from '../values/attribute.ts';
import { itemBytes } from '../values/item-size.ts';
import { type Key, keyInIndex } from '../values/key.ts';
import { checksum } from './damage.ts';
import { type IndexSchema, keyNames, type TableSchema } from './schema.ts';

/** What of an item stands in an index, and under which key. */
export interface Entry {
  readonly key: Key;
  readonly json: string;
  readonly bytes: number;
}

/** What an index holds of an item: keys always, the rest as its projection says. */
export const projected = (table: TableSchema, index: IndexSchema, item: Item): Item => {
  if (index.projection.type === 'ALL') return item;
  const part = emptyItem();
  const names = [...keyNames(table.keys), ...keyNames(index.keys), ...index.projection.include];
  for (const name of names) if (Object.hasOwn(item, name)) part[name] = item[name] as Value;
  return part;
};

const entryOf = (table: TableSchema, index: IndexSchema, item: Item): Entry | undefined => {
  const key = keyInIndex(index.keys, item);
  if (key === undefined) return undefined;
  const part = projected(table, index, item);
  return { key, json: JSON.stringify(part), bytes: itemBytes(part) };
};

/** The rows of one global index, changed in the commit of the item itself. */
export class IndexRows {
  readonly schema: IndexSchema;
  readonly name: string;
  readonly #table: TableSchema;
  readonly #insert: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync, table: TableSchema, schema: IndexSchema) {
    this.schema = schema;
    this.#table = table;
    this.name = `index_${table.id}_${schema.id}`;
    db.exec(
      `CREATE TABLE IF NOT EXISTS ${this.name} (ipk ANY NOT NULL, isk ANY NOT NULL, pk ANY NOT NULL, sk ANY NOT NULL,
         item TEXT NOT NULL, bytes INTEGER NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (ipk, isk, pk, sk)) STRICT, WITHOUT ROWID`,
    );
    this.#insert = db.prepare(`INSERT OR REPLACE INTO ${this.name} VALUES (?, ?, ?, ?, ?, ?, ?)`);
    this.#remove = db.prepare(`DELETE FROM ${this.name} WHERE ipk = ? AND isk = ? AND pk = ? AND sk = ?`);
  }

  /** Brings the index after a change of an item; the units of a kilobyte that it cost. */
  change(at: Key, before: Item | undefined, after: Item | undefined): number {
    const was = before === undefined ? undefined : entryOf(this.#table, this.schema, before);
    const is = after === undefined ? undefined : entryOf(this.#table, this.schema, after);
    if (was?.key.text === is?.key.text && was?.json === is?.json) return 0;
    const moved = was !== undefined && was.key.text !== is?.key.text;
    if (moved) this.#remove.run(was.key.pk, was.key.sk, at.pk, at.sk);
    if (is !== undefined) this.#insert.run(is.key.pk, is.key.sk, at.pk, at.sk, is.json, is.bytes, checksum(is.json));
    // A change in place costs its larger form; one that moves costs a removal and an insertion.
    if (!moved) return units(Math.max(was?.bytes ?? 0, is?.bytes ?? 0));
    return units(was.bytes) + (is === undefined ? 0 : units(is.bytes));
  }
}

const units = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));
