import type { StatementSync } from 'node:sqlite';
import type { LocalStore } from '../aws/local-store.ts';
import type { Pattern } from './pattern.ts';

export interface ArchiveDefinition {
  readonly name: string;
  readonly bus: string;
  /** Undefined keeps them for ever, within the local bound. */
  readonly retentionMs: number | undefined;
  readonly wanted: Pattern;
}

/** One machine keeps at most this many events, about a gigabyte; AWS keeps them all. */
const MAX_EVENTS = 1_000_000;
const TRIM_EVERY = 1_000;
const TRIM_STEP = 2_000;

/** Every event of a bus, kept in the transaction in which it is delivered. */
export class Archives {
  readonly #definitions = new Map<string, ArchiveDefinition>();
  readonly #insert: StatementSync;
  readonly #expire: StatementSync;
  readonly #read: StatementSync;
  #sinceTrim = 0;

  constructor({ db }: LocalStore) {
    db.exec(
      'CREATE TABLE IF NOT EXISTS archived_events (id INTEGER PRIMARY KEY AUTOINCREMENT, archive TEXT NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL)',
    );
    this.#insert = db.prepare('INSERT INTO archived_events (archive, at, event) VALUES (?, ?, ?)');
    this.#read = db.prepare('SELECT id, event FROM archived_events WHERE archive = ? AND id > ? ORDER BY id LIMIT ?');
    // Ids rise with time, so the oldest are at the front of the table and no index is needed.
    this.#expire = db.prepare(
      `DELETE FROM archived_events WHERE id IN (SELECT id FROM archived_events ORDER BY id LIMIT ${TRIM_STEP})
         AND archive = ?1 AND (at < ?2 OR id <= (SELECT MAX(id) FROM archived_events) - ${MAX_EVENTS})`,
    );
  }

  define(definition: ArchiveDefinition): void {
    this.#definitions.set(definition.name, definition);
  }

  drop(name: string): void {
    this.#definitions.delete(name);
  }

  /** Keeps an event in every archive of its bus that wants it. */
  keep(bus: string, at: number, event: string, parsed: () => unknown): void {
    for (const archive of this.#definitions.values()) {
      if (archive.bus !== bus || !archive.wanted(parsed())) continue;
      this.#insert.run(archive.name, at, event);
      this.#sinceTrim += 1;
    }
    if (this.#sinceTrim >= TRIM_EVERY) this.#trim(at);
  }

  /** Archived events after a place, oldest first. */
  read(name: string, after: number, limit: number): readonly { readonly id: number; readonly event: string }[] {
    return this.#read.all(name, after, limit) as unknown as readonly { readonly id: number; readonly event: string }[];
  }

  #trim(now: number): void {
    this.#sinceTrim = 0;
    for (const { name, retentionMs } of this.#definitions.values())
      this.#expire.run(name, retentionMs === undefined ? 0 : now - retentionMs);
  }
}
