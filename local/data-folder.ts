import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writeAtomically } from './atomic-file.ts';

/** Raised when what stands in the folder can no longer be read by the release before. */
export const DATA_FORMAT = 1;

const LOCK_FILE = 'lock.sqlite';
const FORMAT_FILE = 'format.json';

/** Something outside our control that the operator can put right: shown as one line, without a stack. */
export class StartFailure extends Error {
  override readonly name: string = 'StartFailure';
}

export interface DataFolder {
  readonly path: string;
  /** Gives the folder free for the next process; a kill does the same. */
  readonly release: () => void;
}

/** Errors of the platform are read by their fields: they may come from another realm. */
const fieldOf = (error: unknown, name: 'code' | 'message'): string =>
  String((error as Partial<Record<typeof name, unknown>> | null | undefined)?.[name] ?? '');

/** Turns what the file system says into one line; anything unexpected is passed on whole. */
export const explainDisk = (path: string, error: unknown): Error => {
  const code = fieldOf(error, 'code');
  const message = fieldOf(error, 'message');
  if (code === 'ENOSPC' || message.includes('database or disk is full')) {
    return new StartFailure(`the disk of ${path} is full; free some space and start again, nothing is lost`);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || message.includes('readonly database')) {
    return new StartFailure(`the data folder ${path} cannot be written; check its owner and permissions`);
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new StartFailure(`${path} is not a folder; give another one with --data`);
  }
  return error as Error;
};

/** Locks that are held: a collected connection would be closed, and its lock gone, although nobody has released it. */
const held = new Set<DatabaseSync>();

/**
 * The lock is an exclusive transaction on a SQLite file, held as long as the process lives: the operating system drops it with
 * the process, however that ends, so no stale lock file can remain.
 */
const lock = (path: string): DatabaseSync => {
  const db = new DatabaseSync(join(path, LOCK_FILE), { timeout: 0 });
  try {
    db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    held.add(db);
    return db;
  } catch (error) {
    db.close();
    if (fieldOf(error, 'message').includes('locked')) {
      throw new StartFailure(
        `the data folder ${path} is in use by another Folio; stop that one or give another folder with --data`,
      );
    }
    throw error;
  }
};

const unlock = (db: DatabaseSync): void => {
  held.delete(db);
  db.close();
};

const checkFormat = (path: string): void => {
  const file = join(path, FORMAT_FILE);
  if (!existsSync(file)) {
    writeAtomically(file, `${JSON.stringify({ format: DATA_FORMAT })}\n`);
    return;
  }
  const { format } = JSON.parse(readFileSync(file, 'utf8')) as { readonly format?: unknown };
  if (typeof format !== 'number')
    throw new StartFailure(`${file} is damaged; restore it, or start afresh with --fresh`);
  if (format > DATA_FORMAT) {
    throw new StartFailure(
      `the data folder ${path} was written by a newer release (format ${format}, this one reads up to ${DATA_FORMAT}); start that release, or give another folder with --data`,
    );
  }
};

/**
 * Opens the folder for this process alone: 0700, locked, of a format that this release reads.
 * @param fresh true throws away what was there, under the lock.
 * @throws StartFailure in one line for everything an operator can put right.
 */
export const openDataFolder = (path: string, fresh = false): DataFolder => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    const db = lock(path);
    try {
      if (fresh) clear(path);
      checkFormat(path);
    } catch (error) {
      unlock(db);
      throw error;
    }
    return { path, release: () => unlock(db) };
  } catch (error) {
    throw error instanceof StartFailure ? error : explainDisk(path, error);
  }
};

/** Empties a folder of ours. One that holds other things was given by mistake, and loses nothing. */
const clear = (path: string): void => {
  const names = readdirSync(path).filter((name) => !name.startsWith(LOCK_FILE));
  if (names.length > 0 && !names.includes(FORMAT_FILE)) {
    throw new StartFailure(
      `${path} holds files that are not Folio's; --fresh leaves them alone, give another folder with --data`,
    );
  }
  for (const name of names) if (name !== FORMAT_FILE) rmSync(join(path, name), { recursive: true, force: true });
  rmSync(join(path, FORMAT_FILE), { force: true });
};
