import type { Stored } from '../../../local/dynamodb/storage/item-cache.ts';
import type { IndexSchema, TableSchema } from '../../../local/dynamodb/storage/schema.ts';
import type { Item } from '../../../local/dynamodb/values/attribute.ts';
import { type Key, keyInIndex } from '../../../local/dynamodb/values/key.ts';
import { type Kept, Rows } from './memory-rows.ts';

/** A global index: places of items under keys of their own. */
export class MemoryIndex {
  readonly rows = new Rows();
  readonly schema: IndexSchema;

  constructor(schema: IndexSchema) {
    this.schema = schema;
  }

  change(kept: Kept, before: Item | undefined, after: Item | undefined): void {
    const was = before === undefined ? undefined : keyInIndex(this.schema.keys, before);
    const is = after === undefined ? undefined : keyInIndex(this.schema.keys, after);
    if (was?.text === is?.text) return;
    if (was !== undefined) this.rows.remove(String(was.pk), String(was.sk), kept);
    if (is !== undefined) this.rows.add(String(is.pk), { sort: String(is.sk), kept });
  }
}

/** The items of one table, as the engine's operations reach them: `newest` and `schema` are what they ask of a table. */
export class MemoryTable {
  readonly schema: TableSchema;
  readonly items = new Map<string, Kept>();
  readonly rows = new Rows();
  readonly indexes: ReadonlyMap<string, MemoryIndex>;

  constructor(schema: TableSchema) {
    this.schema = schema;
    this.indexes = new Map(schema.indexes.map((index) => [index.name, new MemoryIndex(index)]));
  }

  newest({ text }: Key): Stored | undefined {
    return this.items.get(text)?.stored;
  }

  write(key: Key, before: Stored | undefined, after: Stored | undefined, commit: number): void {
    let kept = this.items.get(key.text);
    if (kept === undefined) {
      kept = { pk: String(key.pk), sk: String(key.sk), stored: undefined, previous: undefined, changed: commit };
      this.items.set(key.text, kept);
      this.rows.add(kept.pk, { sort: kept.sk, kept });
    }
    kept.previous = before;
    kept.stored = after;
    kept.changed = commit;
    for (const index of this.indexes.values()) index.change(kept, before?.item, after?.item);
  }
}
