import type { StatementSync } from 'node:sqlite';
import type { LocalStore } from '../aws/local-store.ts';

/** How far each stream mapping has come. On its way to disk when `put` returns (see LocalStore). */
export class Checkpoints {
  readonly #store: LocalStore;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;

  constructor(store: LocalStore) {
    this.#store = store;
    store.db.exec(
      'CREATE TABLE IF NOT EXISTS checkpoints (mapping TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID',
    );
    this.#get = store.db.prepare('SELECT position FROM checkpoints WHERE mapping = ?');
    this.#put = store.db.prepare('INSERT OR REPLACE INTO checkpoints (mapping, position) VALUES (?, ?)');
    this.#remove = store.db.prepare('DELETE FROM checkpoints WHERE mapping = ?');
  }

  get(mapping: string): string | undefined {
    return (this.#get.get(mapping) as { readonly position: string } | undefined)?.position;
  }

  put(mapping: string, position: string): void {
    this.#put.run(mapping, position);
  }

  remove(mapping: string): void {
    this.#remove.run(mapping);
  }

  /** All of them are on the disk itself when it resolves. */
  sync(): Promise<void> {
    return this.#store.sync();
  }
}
