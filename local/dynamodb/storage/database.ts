import { chmodSync, existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { checkFile } from './check.ts';
import { asDamage, DamagedStore } from './damage.ts';

/** The layout of our tables; a file of a newer one is refused. */
const LAYOUT = 1;
/** `Foli`: says that a file is ours. */
const APPLICATION = 0x466f6c69;
/** Of SQLite's page cache, in kB: the pages that the writer changes again and again. */
const WRITER_CACHE_KB = 16_384;
const READER_CACHE_KB = 4_096;

const TABLES = `
  CREATE TABLE IF NOT EXISTS tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, schema TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS records (
    stream INTEGER NOT NULL, sequence INTEGER NOT NULL, event TEXT NOT NULL, keys TEXT NOT NULL, new TEXT, old TEXT,
    at INTEGER NOT NULL, bytes INTEGER NOT NULL, identity TEXT,
    crc INTEGER NOT NULL, PRIMARY KEY (stream, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * The one SQLite file of a store, in WAL mode, by two connections. The writer's commits are in the log when they return and on
 * the disk itself when `sync` resolves, which is what `synchronous = FULL` does, but without holding up this thread: SQLite is
 * told NORMAL, under which it syncs the log before it moves pages out of it, and we sync the log before anybody is answered.
 * The reader sees what had been synced when it was refreshed, and waits for nobody.
 */
export interface Database {
  readonly writer: DatabaseSync;
  /** The writer's own connection where the store is in memory. */
  readonly reader: DatabaseSync;
  /** Undefined in memory, where there is nothing to sync. */
  readonly sync: (() => Promise<void>) | undefined;
  /** The reader sees all that is committed. */
  readonly refresh: () => void;
  /** Moves the log into the file when it has grown; nothing may be open on the writer. */
  readonly checkpoint: (atLeastPages: number) => void;
  readonly close: () => Promise<void>;
}

const pragma = (db: DatabaseSync, name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

const prepare = (db: DatabaseSync, file: string): void => {
  const application = pragma(db, 'application_id');
  const layout = Number(pragma(db, 'user_version'));
  const isEmpty = db.prepare('SELECT name FROM sqlite_schema LIMIT 1').get() === undefined;
  if (!isEmpty && application !== APPLICATION) throw new DamagedStore(`${file} is not a store of this engine`);
  if (layout > LAYOUT)
    throw new DamagedStore(`${file} was written by a newer release (layout ${layout}, this one knows ${LAYOUT})`);
  db.exec(TABLES);
  if (isEmpty) db.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${LAYOUT}`);
};

const openWriter = (file: string): DatabaseSync => {
  const isNew = !existsSync(file);
  const db = new DatabaseSync(file, { timeout: 5_000 });
  try {
    // Read before anything is written: a file that is not ours, or damaged, stays as it is.
    if (!isNew) checkFile(db, file);
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;
      PRAGMA cache_size = -${WRITER_CACHE_KB}`);
    prepare(db, file);
    chmodSync(file, 0o600);
    return db;
  } catch (error) {
    db.close();
    throw asDamage(error, file);
  }
};

const inMemory = (): Database => {
  const db = new DatabaseSync(':memory:');
  prepare(db, ':memory:');
  const nothing = (): void => undefined;
  return {
    writer: db,
    reader: db,
    sync: undefined,
    refresh: nothing,
    checkpoint: nothing,
    close: async () => db.close(),
  };
};

/** @throws DamagedStore @param file undefined keeps everything in memory */
export const openDatabase = async (file: string | undefined): Promise<Database> => {
  if (file === undefined) return inMemory();
  const writer = openWriter(file);
  const reader = new DatabaseSync(file, { timeout: 5_000 });
  reader.exec(`PRAGMA query_only = ON; PRAGMA cache_size = -${READER_CACHE_KB}`);
  const [begin, look, end] = ['BEGIN', 'SELECT id FROM tables LIMIT 1', 'COMMIT'].map((sql) => reader.prepare(sql));
  const refresh = (): void => {
    if (reader.isTransaction) end?.run();
    begin?.run();
    // A snapshot is taken by the first look, not by BEGIN.
    look?.get();
  };
  // The log is there from the first write on, and stays as long as a connection is open.
  writer.exec(
    "BEGIN IMMEDIATE; INSERT OR IGNORE INTO counters VALUES ('starts', 0); UPDATE counters SET value = value + 1 WHERE name = 'starts'; COMMIT",
  );
  const log: FileHandle = await open(`${file}-wal`, 'r+');
  refresh();
  const frames = writer.prepare('PRAGMA wal_checkpoint(NOOP)');
  const move = writer.prepare('PRAGMA wal_checkpoint(RESTART)');
  return {
    writer,
    reader,
    sync: () => log.datasync(),
    refresh,
    checkpoint: (atLeastPages) => {
      const { log: pages } = frames.get() as { readonly log: number };
      if (pages < atLeastPages) return;
      // The log can be begun anew only while nobody reads it.
      if (reader.isTransaction) end?.run();
      move.get();
      refresh();
    },
    close: async () => {
      await log.close();
      reader.close();
      // The last connection moves the log into the file and takes it away.
      writer.close();
    },
  };
};
