import { chmodSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';

/**
 * The one database of everything that the emulated services keep: messages, checkpoints, archived events, parameters. One file,
 * because then it is one log: what a crash cuts off is always the newest commits, so a stream's checkpoint can never survive
 * the messages that were sent before it.
 *
 * `synchronous = NORMAL`: a commit is in the operating system's hands when it returns, which a `kill -9` does not undo. Only a
 * loss of power can take the last commits, and then the stream is read again from the checkpoint that is left. See
 * docs/adr on local durability.
 */
export class LocalStore {
  readonly db: DatabaseSync;

  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.db = new DatabaseSync(path);
    this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
    chmodSync(path, 0o600);
  }

  /** All of `work`, or nothing of it. Nested calls join the outer one. */
  atomically<T>(work: () => T): T {
    if (this.db.isTransaction) return work();
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.db.exec('COMMIT');
      return result;
    } catch (error) {
      this.db.exec('ROLLBACK');
      throw error;
    }
  }

  /**
   * Everything committed before the call is on the disk itself when it resolves. Only the log needs to be synced, and that
   * without holding up this thread: SQLite syncs it too before it moves a page out of it.
   */
  async sync(): Promise<void> {
    const log = await open(`${this.#path}-wal`, 'r');
    try {
      await log.datasync();
    } finally {
      await log.close();
    }
  }

  close(): void {
    this.db.close();
  }
}
