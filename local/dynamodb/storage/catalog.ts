import { notFound } from '../errors.ts';
import { keyInItem } from '../values/key.ts';
import { storedItem } from '../values/read-value.ts';
import type { Database } from './database.ts';
import type { IndexRows } from './index-rows.ts';
import type { ItemCache } from './item-cache.ts';
import type { TableSchema } from './schema.ts';
import { type Row, soundItem, Table } from './table.ts';

/** The tables of a store. Changes are made by the writer, in its transaction. */
export class Catalog {
  readonly #database: Database;
  readonly #cache: ItemCache;
  readonly #tables = new Map<string, Table>();
  /** Those that are on the disk, as readers see them. */
  #readable: ReadonlyMap<string, Table> = new Map();
  #isChanged = false;

  constructor(database: Database, cache: ItemCache) {
    this.#database = database;
    this.#cache = cache;
    this.reload();
    this.publish();
  }

  /** Reads again what stands in the store. */
  reload(): void {
    this.#tables.clear();
    for (const row of this.#database.writer.prepare('SELECT schema FROM tables ORDER BY name').all()) {
      const schema = JSON.parse(String(row.schema)) as TableSchema;
      this.#tables.set(schema.name, new Table(this.#database, schema, this.#cache));
    }
    this.#isChanged = true;
  }

  /** Lets readers see the tables as they are now; called when all of it is on the disk. */
  publish(): void {
    if (this.#isChanged) this.#readable = new Map(this.#tables);
    this.#isChanged = false;
  }

  get(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** @throws DynamoError */
  table(name: string): Table {
    const table = this.#tables.get(name);
    if (table === undefined) throw notFound();
    return table;
  }

  /** The same for those who only read. @throws DynamoError */
  readable(name: string): Table {
    const table = this.#readable.get(name);
    if (table === undefined) throw notFound();
    return table;
  }

  all(): readonly Table[] {
    return [...this.#tables.values()];
  }

  /** A number that was never given before. */
  nextId(): number {
    const { writer } = this.#database;
    writer.exec("INSERT OR IGNORE INTO counters VALUES ('ids', 0)");
    const row = writer.prepare("UPDATE counters SET value = value + 1 WHERE name = 'ids' RETURNING value").get();
    return Number(row?.value);
  }

  put(schema: TableSchema): Table {
    this.#database.writer
      .prepare('INSERT OR REPLACE INTO tables (id, name, schema) VALUES (?, ?, ?)')
      .run(schema.id, schema.name, JSON.stringify(schema));
    const before = this.#tables.get(schema.name);
    for (const [name, index] of before?.indexes ?? [])
      if (!schema.indexes.some((each) => each.name === name)) this.#database.writer.exec(`DROP TABLE ${index.name}`);
    const table = new Table(this.#database, schema, this.#cache);
    this.#tables.set(schema.name, table);
    this.#isChanged = true;
    return table;
  }

  /** Fills an index that is new from the items that are there. */
  fill(table: Table, index: IndexRows): void {
    const rows = this.#database.writer.prepare(`SELECT item, bytes, crc FROM ${table.rows}`).iterate();
    for (const row of rows) {
      const item = storedItem(soundItem(row as unknown as Row));
      if (isIndexable(table.schema, index, item)) index.change(keyInItem(table.schema, item), undefined, item);
    }
  }

  remove(table: Table): void {
    const { writer } = this.#database;
    for (const { name } of table.indexes.values()) writer.exec(`DROP TABLE ${name}`);
    writer.exec(`DROP TABLE ${table.rows}`);
    writer.prepare('DELETE FROM tables WHERE id = ?').run(table.schema.id);
    this.#tables.delete(table.schema.name);
    this.#isChanged = true;
    this.#cache.clear();
  }
}

/** Items of before an index whose attribute is of another type are not in it. */
const isIndexable = ({ types }: TableSchema, { schema }: IndexRows, item: Readonly<Record<string, object>>): boolean =>
  [schema.keys.partition, schema.keys.sort].every((name) => {
    const value = name === undefined ? undefined : item[name];
    return value === undefined || (name !== undefined && (types[name] ?? '') in value);
  });
