import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Shapes of queries are few: tables, indexes, ranges. */
const KEPT = 300;

/** Prepares each text once. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #known = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  reader(sql: string): StatementSync {
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql);
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(sql, made);
    return made;
  }
}
