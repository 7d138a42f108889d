import type { StatementSync } from 'node:sqlite';
import { emptyItem, type Item, textBytes, type Value } from '../values/attribute.ts';
import type { Connections } from './connections.ts';
import { checksum, DamagedStore } from './damage.ts';
import type { Stored } from './item-cache.ts';
import { keyNames, type TableSchema } from './schema.ts';

/** One change of one item; its parts are still the text that was written. */
export interface StreamRow {
  /** Rising in the order of commits over all streams, and never given twice. */
  readonly sequence: number;
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly keys: string;
  readonly new: string | null;
  readonly old: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly bytes: number;
  /** Who removed it, where nobody asked for it. */
  readonly identity: string | null;
  readonly crc: number;
}

export const recordChecksum = (keys: string, now: string | null, then: string | null): number =>
  checksum(keys, now, then);

export const isSoundRecord = (row: StreamRow): boolean => recordChecksum(row.keys, row.new, row.old) === row.crc;

/** Of an item that expired. */
export const EXPIRED = '{"principalId":"dynamodb.amazonaws.com","type":"Service"}';

/** Rows deleted in one commit. */
export const TRIM_STEP = 1_000;

const COLUMNS = 'sequence, event, keys, new, old, at, bytes, identity, crc';

/** The last number of all: of a record, or of what was kept when a stream went. */
const LAST = `SELECT MAX(n) AS n FROM (SELECT MAX(sequence) AS n FROM records UNION SELECT value AS n FROM counters WHERE name = 'sequence')`;

const keysOf = ({ keys }: TableSchema, item: Item): string => {
  const part = emptyItem();
  for (const name of keyNames(keys)) part[name] = item[name] as Value;
  return JSON.stringify(part);
};

/** The streams of all tables. A record is written in the commit of its change, and taken away when its consumers are past it. */
export class Records {
  readonly #insert: StatementSync;
  readonly #read: StatementSync;
  readonly #newest: StatementSync;
  readonly #oldest: StatementSync;
  readonly #trim: StatementSync;
  readonly #before: StatementSync;
  readonly #drop: StatementSync;
  readonly #count: StatementSync;
  readonly #keep: StatementSync;
  readonly #since: StatementSync;
  readonly #first: StatementSync;
  #next: number;

  constructor({ writer, reader }: Connections) {
    this.#insert = writer.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#read = reader.prepare(
      `SELECT ${COLUMNS} FROM records WHERE stream = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    );
    this.#newest = reader.prepare('SELECT MAX(sequence) AS n FROM records WHERE stream = ?');
    this.#oldest = reader.prepare('SELECT MIN(sequence) AS n FROM records WHERE stream = ?');
    this.#count = reader.prepare('SELECT COUNT(*) AS n FROM records WHERE stream = ?');
    this.#before = reader.prepare('SELECT MAX(sequence) AS n FROM records WHERE stream = ? AND at < ?');
    // The newest row of a stream stays, since numbers go on from it after a start.
    this.#trim = writer.prepare(
      `DELETE FROM records WHERE stream = ?1 AND sequence IN (SELECT sequence FROM records WHERE stream = ?1
         AND sequence <= ?2 AND sequence < (SELECT MAX(sequence) FROM records WHERE stream = ?1) ORDER BY sequence LIMIT ${TRIM_STEP})`,
    );
    this.#drop = writer.prepare('DELETE FROM records WHERE stream = ?');
    this.#since = writer.prepare(`SELECT ${COLUMNS} FROM records WHERE stream = ? AND at > ? ORDER BY sequence DESC`);
    this.#first = writer.prepare('SELECT at FROM records WHERE stream = ? ORDER BY sequence LIMIT 1');
    this.#keep = writer.prepare("INSERT OR REPLACE INTO counters VALUES ('sequence', ?)");
    const last = writer.prepare(LAST).get();
    this.#next = Number(last?.n ?? 0) + 1;
  }

  append(
    table: TableSchema,
    before: Stored | undefined,
    after: Stored | undefined,
    at: number,
    identity?: string,
  ): void {
    const { stream } = table;
    const item = (after ?? before)?.item;
    if (stream === undefined || item === undefined) return;
    const keys = keysOf(table, item);
    const withNew = stream.view === 'NEW_IMAGE' || stream.view === 'NEW_AND_OLD_IMAGES';
    const withOld = stream.view === 'OLD_IMAGE' || stream.view === 'NEW_AND_OLD_IMAGES';
    const event = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
    const bytes = textBytes(keys) + (withNew ? (after?.bytes ?? 0) : 0) + (withOld ? (before?.bytes ?? 0) : 0);
    const [now, then] = [withNew ? (after?.json ?? null) : null, withOld ? (before?.json ?? null) : null];
    const crc = recordChecksum(keys, now, then);
    this.#insert.run(stream.id, this.#next, event, keys, now, then, at, bytes, identity ?? null, crc);
    this.#next += 1;
  }

  read(stream: number, after: number, limit: number): readonly StreamRow[] {
    const rows = this.#read.all(stream, after, limit) as unknown as readonly StreamRow[];
    if (!rows.every(isSoundRecord)) throw new DamagedStore('a stream record is not what was written');
    return rows;
  }

  newest(stream: number): number {
    return Number(this.#newest.get(stream)?.n ?? 0);
  }

  oldest(stream: number): number {
    return Number(this.#oldest.get(stream)?.n ?? 0);
  }

  count(stream: number): number {
    return Number(this.#count.get(stream)?.n ?? 0);
  }

  newestBefore(stream: number, at: number): number {
    return Number(this.#before.get(stream, at)?.n ?? 0);
  }

  /** Those after a time, newest first, by the writer: nothing is missed that is not yet on the disk. @throws DamagedStore */
  *newestFirst(stream: number, at: number): Generator<StreamRow> {
    for (const row of this.#since.iterate(stream, at) as Iterable<unknown>) {
      const record = row as StreamRow;
      if (!isSoundRecord(record)) throw new DamagedStore('a stream record is not what was written');
      yield record;
    }
  }

  /** From when on no record of a stream was taken away: the first ones go first. 0 where nothing was ever written. */
  keptSince(stream: number): number {
    return Number(this.#first.get(stream)?.at ?? 0);
  }

  /** Takes away some records up to `through`; true when none of them are left. */
  trim(stream: number, through: number): boolean {
    return Number(this.#trim.run(stream, through).changes) < TRIM_STEP;
  }

  drop(stream: number): void {
    this.#keep.run(this.last);
    this.#drop.run(stream);
  }

  /** The last number that was given, whether or not it has a record. */
  get last(): number {
    return this.#next - 1;
  }
}
