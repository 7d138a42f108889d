import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './folder/make-folder.ts';
import { FORMAT_FILE, isOurs, LOCK_FILE } from './folder/names.ts';
import { claim, DATA_FORMAT, type Ownership, ownershipOf, raiseFormat } from './folder/ownership.ts';
import { StartFailure } from './start-failure.ts';

export interface DataFolder {
  readonly path: string;
  /** What lay in it has been brought over to this release's format: former ones refuse it from now on. */
  readonly raise: () => void;
  /** Gives the folder free for the next process; a kill does the same. */
  readonly release: () => void;
}

/** Errors of the platform are read by their fields: they may come from another realm. */
const fieldOf = (error: unknown, name: 'code' | 'message' | 'path'): string =>
  String((error as Partial<Record<typeof name, unknown>> | null | undefined)?.[name] ?? '');

/** What the operating system says where a folder of this name cannot be, as below `/proc`. */
const NO_PLACE: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EEXIST',
  'ELOOP',
  'ENAMETOOLONG',
  'EINVAL',
  'ENOTSUP',
]);
/** A file where a folder is looked for, and the other way round. */
const OTHER_KIND: ReadonlySet<string> = new Set(['EEXIST', 'ENOTDIR', 'EISDIR']);
const NOT_WRITABLE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Turns what the file system says into one line; anything unexpected is passed on whole. */
export const explainDisk = (path: string, error: unknown): Error => {
  const code = fieldOf(error, 'code');
  const message = fieldOf(error, 'message');
  if (code === 'ENOSPC' || code === 'EDQUOT' || message.includes('database or disk is full')) {
    return new StartFailure(`the disk of ${path} is full; free some space and start again, nothing is lost`);
  }
  if (message.includes('file is not a database') || message.includes('disk image is malformed')) {
    return new StartFailure(
      `a database in ${path} is damaged; restore the folder from a copy, or throw all data away with --fresh`,
    );
  }
  const within = fieldOf(error, 'path');
  if (OTHER_KIND.has(code) && within.startsWith(join(path, sep)))
    return new StartFailure(
      `${within} is damaged: it is a file where Folio keeps a folder, or the other way round; nothing was changed. Restore it from a copy, or throw all data away with --fresh`,
    );
  const cannotOpen = message.includes('readonly database') || message.includes('unable to open database');
  if (NOT_WRITABLE.has(code) || cannotOpen) {
    return new StartFailure(`the data folder ${path} cannot be written; check its owner and permissions`);
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
    chmodSync(join(path, LOCK_FILE), 0o600);
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

/** Takes away what a local cloud has written, and says last whose the folder is, so that a kill in between leaves it ours. */
const clear = (path: string, { foreign, sure }: Ownership): void => {
  if (!sure) {
    throw new StartFailure(
      `${path} holds other files beside Folio's (${foreign.slice(0, 3).join(', ')}), and an earlier release did not note which are whose; move them away before --fresh, or give another folder with --data`,
    );
  }
  const ours = readdirSync(path).filter((name) => isOurs(name) && !name.startsWith(LOCK_FILE) && name !== FORMAT_FILE);
  for (const name of ours) rmSync(join(path, name), { recursive: true, force: true });
};

const open = (path: string, fresh: boolean): DataFolder => {
  const db = lock(path);
  try {
    // Once more: another process may have come first.
    const ownership = ownershipOf(path, fresh);
    chmodSync(path, 0o700);
    if (fresh) clear(path, ownership);
    // All is gone, or new: then it is of this release's format.
    if (ownership.sure && (fresh || !ownership.claimed)) claim(path, fresh ? DATA_FORMAT : ownership.format);
  } catch (error) {
    unlock(db);
    throw error;
  }
  return { path, raise: () => raiseFormat(path), release: () => unlock(db) };
};

const explained = <T>(path: string, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    if (NO_PLACE.has(fieldOf(error, 'code')))
      throw new StartFailure(`there can be no folder ${path}; give another one with --data`);
    throw explainDisk(path, error);
  }
};

/**
 * Makes the folder where it is not there. One that is neither ours nor empty is refused, and nothing in it is touched.
 * @throws StartFailure in one line
 */
export const checkDataFolder = (path: string, fresh = false): void =>
  explained(path, () => {
    makeFolder(path);
    ownershipOf(path, fresh);
  });

/**
 * Opens the folder for this process alone: checked, 0700, locked, of a format that this release reads.
 * @param fresh true throws away what a local cloud has written there, under the lock, and nothing else.
 * @throws StartFailure in one line for everything an operator can put right.
 */
export const openDataFolder = (path: string, fresh = false): DataFolder => {
  checkDataFolder(path, fresh);
  return explained(path, () => open(path, fresh));
};
