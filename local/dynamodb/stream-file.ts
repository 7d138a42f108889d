import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** One row of the engine's stream, its parts still the JSON text that the engine wrote. */
export interface StreamRow {
  /** Never used twice, and rising in the order of commits over all tables. */
  readonly id: number;
  readonly event_name: string;
  readonly keys_json: string;
  readonly new_image: string | null;
  readonly old_image: string | null;
  /** Seconds since the epoch. */
  readonly created_at: number;
  readonly user_identity: string | null;
}

/**
 * For each stream record the engine asks for the highest sequence number of its table, without an index: each write would read
 * all records that are kept.
 */
const INDEX =
  'CREATE INDEX IF NOT EXISTS folio_stream_sequence ON _stream_records (table_name, CAST(sequence_number AS INTEGER))';
const COLUMNS = 'id, event_name, keys_json, new_image, old_image, created_at, user_identity';
/** The engine syncs its own commits and moves the log into the file; these connections leave both to it. */
const UNSYNCED = 'PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0';
/** SQLite's own number for a file that another connection is writing to. */
const BUSY = 5;
/** Rows deleted at once: the engine cannot write meanwhile. */
const TRIM_STEP = 200;

/**
 * The stream records in the engine's own SQLite file, beside the running engine. Reading them here costs neither an HTTP call
 * nor a second serialisation, and looking for new ones costs microseconds.
 */
export class StreamFile {
  readonly #db: DatabaseSync;
  readonly #trimming: DatabaseSync;
  readonly #version: StatementSync;
  readonly #read: StatementSync;
  readonly #end: StatementSync;
  readonly #newest: StatementSync;
  readonly #trim: StatementSync;
  readonly #count: StatementSync;

  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: 5_000 });
    this.#db.exec(UNSYNCED);
    this.#db.exec(INDEX);
    // It never waits for the engine's lock, which would hold up this whole process: a busy file is trimmed a little later.
    this.#trimming = new DatabaseSync(path, { timeout: 0 });
    this.#trimming.exec(UNSYNCED);
    this.#version = this.#db.prepare('PRAGMA data_version');
    // The plus keeps SQLite on the rowid: the newest rows are few, those of one table many.
    this.#read = this.#db.prepare(
      `SELECT ${COLUMNS} FROM _stream_records WHERE id > ? AND +table_name = ? ORDER BY id LIMIT ?`,
    );
    this.#end = this.#db.prepare('SELECT MAX(id) AS id FROM _stream_records');
    this.#newest = this.#db.prepare('SELECT MAX(id) AS id FROM _stream_records WHERE +table_name = ?');
    this.#count = this.#db.prepare('SELECT COUNT(*) AS n FROM _stream_records WHERE table_name = ?');
    // The newest row of a table stays, since the engine counts on from it.
    this.#trim = this.#trimming.prepare(
      `DELETE FROM _stream_records WHERE id IN (SELECT id FROM _stream_records WHERE id <= ?1 AND table_name = ?2
         AND id < (SELECT MAX(id) FROM _stream_records WHERE table_name = ?2) ORDER BY id LIMIT ${TRIM_STEP})`,
    );
  }

  /** A number that changes whenever the engine has committed something. */
  version(): number {
    return (this.#version.get() as { readonly data_version: number }).data_version;
  }

  read(table: string, after: number, limit: number): readonly StreamRow[] {
    return this.#read.all(after, table, limit) as unknown as readonly StreamRow[];
  }

  /** The newest record of all tables. */
  end(): number {
    return (this.#end.get() as { readonly id: number | null }).id ?? 0;
  }

  newest(table: string): number {
    return (this.#newest.get(table) as { readonly id: number | null }).id ?? 0;
  }

  count(table: string): number {
    return (this.#count.get(table) as { readonly n: number }).n;
  }

  /** Deletes some records up to and with `through`: all that there were, some of more, or none since the engine is writing. */
  trim(table: string, through: number): 'all' | 'some' | 'busy' {
    try {
      return Number(this.#trim.run(through, table).changes) === TRIM_STEP ? 'some' : 'all';
    } catch (error) {
      if ((error as { readonly errcode?: unknown }).errcode === BUSY) return 'busy';
      throw error;
    }
  }

  /** Tables that have stream records. */
  tables(): readonly string[] {
    const rows = this.#db.prepare('SELECT table_name FROM _tables WHERE stream_enabled = 1').all();
    return (rows as unknown as readonly { readonly table_name: string }[]).map((row) => row.table_name);
  }

  /** The newest record that is older than `seconds` since the epoch, 0 when there is none. */
  newestBefore(table: string, seconds: number): number {
    const row = this.#db
      .prepare('SELECT MAX(id) AS id FROM _stream_records WHERE table_name = ? AND created_at < ?')
      .get(table, seconds) as { readonly id: number | null };
    return row.id ?? 0;
  }

  /** How SQLite finds the number of the next stream record, for the test that holds the index to its purpose. */
  explainNextSequence(): string {
    const query = 'SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?';
    return JSON.stringify(this.#db.prepare(`EXPLAIN QUERY PLAN ${query}`).all(''));
  }

  close(): void {
    this.#trimming.close();
    this.#db.close();
  }
}
