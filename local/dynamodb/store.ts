import { writeUnits } from './capacity.ts';
import { Conflicts } from './conflicts.ts';
import type { Action } from './operations/actions.ts';
import type { Ports } from './ports.ts';
import { Catalog } from './storage/catalog.ts';
import { asDamage } from './storage/damage.ts';
import { type Database, openDatabase } from './storage/database.ts';
import { GroupCommit } from './storage/group-commit.ts';
import { ItemCache, type Stored } from './storage/item-cache.ts';
import { EXPIRED, Records } from './storage/records.ts';
import { Statements } from './storage/statements.ts';
import { type IndexUnits, isSame } from './storage/table.ts';

export interface StoreOptions {
  /** Undefined keeps everything in memory. */
  readonly file: string | undefined;
  readonly ports: Ports;
  /** For how long a transaction holds its items against others; 0: they never meet. */
  readonly conflictMs: number;
  readonly log: (line: string) => void;
  /** The store cannot go on: its disk failed, or it is damaged. Called once. */
  readonly onLost: (reason: string) => void;
}

/** What a write did. */
export interface Change {
  readonly before: Stored | undefined;
  readonly after: Stored | undefined;
  readonly units: number;
  readonly indexUnits: IndexUnits;
}

const NO_UNITS: IndexUnits = new Map();

/** Tables, items and streams: all that operations work on. */
export class Store {
  readonly ports: Ports;
  readonly catalog: Catalog;
  readonly records: Records;
  readonly commits: GroupCommit;
  readonly conflicts: Conflicts;
  readonly database: Database;
  readonly statements: Statements;
  readonly #listeners = new Set<() => void>();
  readonly #trimmed = new Map<number, number>();
  #hasNewRecords = false;

  constructor(database: Database, options: StoreOptions) {
    const { ports, log, onLost } = options;
    const cache = new ItemCache();
    this.ports = ports;
    this.database = database;
    this.statements = new Statements(database.reader);
    this.catalog = new Catalog(database, cache);
    this.records = new Records(database);
    this.conflicts = new Conflicts(options.conflictMs, ports);
    this.commits = new GroupCommit({
      database,
      ports,
      log,
      onUndone: () => {
        cache.clear();
        this.catalog.reload();
      },
      onSynced: () => {
        this.catalog.publish();
        if (!this.#hasNewRecords) return;
        this.#hasNewRecords = false;
        for (const listener of this.#listeners) listener();
      },
      onLost: (error) => onLost(error instanceof Error ? error.message : String(error)),
    });
  }

  /** Does what an action has planned for its item, within the group that is open. */
  apply({ kind, table, key }: Action, before: Stored | undefined, after: Stored | undefined, isExpiry = false): Change {
    const units = writeUnits(before?.bytes ?? 0, after?.bytes ?? 0);
    // What changes nothing is billed, and neither written nor told.
    if (kind === 'ConditionCheck' || isSame(before, after)) return { before, after, units, indexUnits: NO_UNITS };
    this.commits.touch();
    const indexUnits = table.write(key, before, after);
    if (table.schema.stream !== undefined) {
      this.records.append(table.schema, before, after, this.ports.now(), isExpiry ? EXPIRED : undefined);
      this.#hasNewRecords = true;
    }
    return { before, after, units, indexUnits };
  }

  /** Up to where records of a stream were taken away since the start. */
  trimmed(stream: number): number {
    return this.#trimmed.get(stream) ?? 0;
  }

  noteTrimmed(stream: number, through: number): void {
    this.#trimmed.set(stream, Math.max(through, this.trimmed(stream)));
  }

  /** `listener` is called whenever new stream records are on the disk; the answer calls it off. */
  onRecords(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.commits.settled();
    await this.database.close();
  }
}

/** @throws DamagedStore where the file is damaged, or not ours: it is left as it is. */
export const openStore = async (options: StoreOptions): Promise<Store> => {
  const database = await openDatabase(options.file);
  try {
    return new Store(database, options);
  } catch (error) {
    await database.close();
    throw asDamage(error, options.file ?? '');
  }
};
