import type { StatementSync } from 'node:sqlite';
import type { LocalStore } from '../aws/local-store.ts';

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** Parameters, by name; each change counts its version up. */
export class Parameters {
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #under: StatementSync;

  constructor({ db }: LocalStore) {
    db.exec(
      'CREATE TABLE IF NOT EXISTS parameters (name TEXT PRIMARY KEY, type TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL, modifiedAt INTEGER NOT NULL) WITHOUT ROWID',
    );
    this.#get = db.prepare('SELECT * FROM parameters WHERE name = ?');
    this.#put = db.prepare(
      `INSERT INTO parameters (name, type, value, version, modifiedAt) VALUES (?, ?, ?, 1, ?)
         ON CONFLICT (name) DO UPDATE SET type = excluded.type, value = excluded.value, version = version + 1, modifiedAt = excluded.modifiedAt`,
    );
    this.#remove = db.prepare('DELETE FROM parameters WHERE name = ?');
    this.#under = db.prepare('SELECT * FROM parameters WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name');
  }

  get(name: string): Parameter | undefined {
    return this.#get.get(name) as unknown as Parameter | undefined;
  }

  put(name: string, type: string, value: string): Parameter | undefined {
    this.#put.run(name, type, value, Date.now());
    return this.get(name);
  }

  /** False when there was none. */
  remove(name: string): boolean {
    return this.#remove.run(name).changes > 0;
  }

  under(prefix: string): readonly Parameter[] {
    return this.#under.all(prefix) as unknown as readonly Parameter[];
  }
}
