import { DynamoError, internal } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Database } from './database.ts';

/** Groups between two looks at the log, and its size that is moved into the file: some 16 MB. */
const GROUPS_TO_LOOK = 32;
const LOG_PAGES = 4_096;

interface Waiting {
  readonly settle: () => void;
  readonly fail: (error: unknown) => void;
}

export interface GroupCommitDeps {
  readonly database: Database;
  readonly ports: Ports;
  /** All that was done since the last commit is undone: what stands in memory of it has to go. */
  readonly onUndone: () => void;
  /** A group is on the disk. */
  readonly onSynced: () => void;
  /** The disk did not take a commit in: nobody knows what is on it, so the store must not go on. */
  readonly onLost: (error: unknown) => void;
  readonly log: (line: string) => void;
}

/**
 * One commit and one sync for all that wait. Work is done at once, in the order in which it comes, in the transaction that is
 * open. Its answer leaves when that is on the disk. While one group is being synced the next one gathers. A refusal waits as
 * well: it may come from what is not yet on the disk.
 */
export class GroupCommit {
  readonly #deps: GroupCommitDeps;
  #waiting: Waiting[] = [];
  #isPlanned = false;
  #isSyncing = false;
  #isStale = false;
  #groups = 0;
  /** Work that comes while the log is to be moved into the file. */
  #held: (() => void)[] | undefined;
  #lost: Error | undefined;
  #idle: (() => void)[] = [];

  constructor(deps: GroupCommitDeps) {
    this.#deps = deps;
  }

  /** What `work` returns or refuses, once it is on the disk. It must not have written anything when it throws a DynamoError. */
  run<T>(work: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const now = (): void => this.#do(work, resolve, reject);
    if (this.#lost !== undefined) reject(this.#lost);
    else if (this.#held !== undefined) this.#held.push(now);
    else now();
    return promise;
  }

  /** Called by work that is about to write. */
  touch(): void {
    const { writer } = this.#deps.database;
    if (!writer.isTransaction) writer.exec('BEGIN IMMEDIATE');
  }

  /** Looks at what is on the disk; never waits for a writer. */
  read<T>(look: () => T): T {
    if (this.#isStale && !this.#isSyncing) this.#refresh();
    return look();
  }

  /** Nothing waits any more. */
  async settled(): Promise<void> {
    if (this.#waiting.length === 0 && !this.#isSyncing) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #do<T>(work: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): void {
    let settle: () => void;
    try {
      const value = work();
      settle = () => resolve(value);
    } catch (error) {
      if (!(error instanceof DynamoError)) {
        reject(internal());
        this.#undo(error);
        return;
      }
      settle = () => reject(error);
    }
    this.#waiting.push({ settle, fail: reject });
    this.#plan();
  }

  #plan(): void {
    if (this.#isPlanned || this.#isSyncing) return;
    this.#isPlanned = true;
    this.#deps.ports.soon(() => {
      this.#isPlanned = false;
      void this.#commit();
    });
  }

  #refresh(): void {
    this.#deps.database.refresh();
    this.#isStale = false;
  }

  async #commit(): Promise<void> {
    const { database, onSynced, onLost } = this.#deps;
    const group = this.#waiting;
    this.#waiting = [];
    // A group that wrote nothing has nothing to sync: all before it is on the disk, and readers may see it.
    const wrote = database.writer.isTransaction;
    try {
      if (wrote) {
        // Until this group is on the disk, readers see the state before it.
        if (this.#isStale) this.#refresh();
        database.writer.exec('COMMIT');
        this.#isStale = true;
      }
    } catch (error) {
      for (const { fail } of group) fail(internal());
      return this.#undo(error);
    }
    if (wrote && database.sync !== undefined) {
      this.#isSyncing = true;
      this.#groups += 1;
      if (this.#groups % GROUPS_TO_LOOK === 0) this.#held = [];
      try {
        await database.sync();
      } catch (error) {
        this.#lost = internal('The store could not be written to its disk.');
        for (const { fail } of [...group, ...this.#waiting]) fail(this.#lost);
        return onLost(error);
      }
      this.#isSyncing = false;
    }
    this.#settle(group);
    onSynced();
  }

  #settle(group: readonly Waiting[]): void {
    for (const { settle } of group) settle();
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined && !this.#deps.database.writer.isTransaction) {
      this.#deps.database.checkpoint(LOG_PAGES);
      this.#isStale = true;
    }
    for (const work of held ?? []) work();
    if (this.#waiting.length > 0) this.#plan();
    else for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** SQLite refused a write, as on a full disk: everything since the last commit is undone and refused. */
  #undo(error: unknown): void {
    const { database, onUndone, log } = this.#deps;
    log(`a write was undone: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    if (database.writer.isTransaction) database.writer.exec('ROLLBACK');
    const waiting = this.#waiting;
    this.#waiting = [];
    onUndone();
    for (const { fail } of waiting) fail(internal());
    for (const resolve of this.#isSyncing ? [] : this.#idle.splice(0)) resolve();
  }
}
