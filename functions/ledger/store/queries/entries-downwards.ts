import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { s } from '../../../kernel/aws/attributes.ts';
import type { Entry } from '../../model/entry.ts';
import { readEntry } from '../table/entry-item.ts';
import { ENTRY_PREFIX, entrySort } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';

/** A history of entries, and the version below which it is read. */
export interface DownwardHistory {
  readonly name: string;
  readonly partition: string;
  readonly below: number;
}

export interface PlacedEntry {
  readonly history: string;
  readonly entry: Entry;
  /**
   * Never rises on the way down, though clocks may have: so the histories of several currencies can be merged by time, and each
   * still keeps its own order, on which positions rely.
   */
  readonly time: number;
}

/** One history on the way down, read in pieces that grow: one that is hardly looked into costs little. */
class Downwards {
  readonly #store: LedgerStore;
  readonly #history: DownwardHistory;
  #below: number;
  #piece: number;
  #isOver = false;
  #time = Number.MAX_SAFE_INTEGER;
  #read: PlacedEntry[] = [];

  constructor(store: LedgerStore, history: DownwardHistory, piece: number) {
    this.#store = store;
    this.#history = history;
    this.#below = history.below;
    this.#piece = piece;
  }

  /** Nothing is left, here and in the table. */
  get isDone(): boolean {
    return this.#isOver && this.#read.length === 0;
  }

  get head(): PlacedEntry | undefined {
    return this.#read[0];
  }

  drop(): void {
    this.#read.shift();
  }

  /** Reads on where nothing is left of what was read. */
  async fill(pieceMax: number): Promise<void> {
    if (this.#isOver || this.#read.length > 0) return;
    const { partition, name } = this.#history;
    const query = new QueryCommand({
      TableName: this.#store.table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': s(partition),
        ':first': s(ENTRY_PREFIX),
        ':last': s(entrySort(Math.max(this.#below - 1, 0))),
      },
      ScanIndexForward: false,
      Limit: this.#piece,
    });
    const entries = ((await this.#store.dynamo.send(query)).Items ?? []).map(readEntry);
    this.#isOver = entries.length < this.#piece;
    this.#below = entries.at(-1)?.version ?? this.#below;
    this.#piece = Math.min(2 * this.#piece, pieceMax);
    this.#read = entries.map((entry) => {
      this.#time = Math.min(this.#time, entry.at);
      return { history: name, time: this.#time, entry };
    });
  }
}

/** Histories merged by time, newest first. What one call has read and not given stays for the next. */
export class EntriesDownwards {
  readonly #all: readonly Downwards[];

  /** @param together how many entries are wanted at once: shared by the histories, where there are several. */
  constructor(store: LedgerStore, histories: readonly DownwardHistory[], together: number) {
    const piece = Math.max(Math.ceil(together / Math.max(histories.length, 1)), 2);
    this.#all = histories.map((history) => new Downwards(store, history, Math.min(piece, together)));
  }

  /** So many, or all that are left; a history of as many as are asked for is over only when the next call finds nothing. */
  async take(count: number): Promise<{ readonly some: readonly PlacedEntry[]; readonly isOver: boolean }> {
    await Promise.all(this.#all.map((each) => each.fill(count)));
    const some: PlacedEntry[] = [];
    while (some.length < count) {
      const newest = this.#newest();
      if (newest?.head === undefined) break;
      some.push(newest.head);
      newest.drop();
      if (some.length < count) await newest.fill(count);
    }
    return { some, isOver: this.#all.every(({ isDone }) => isDone) };
  }

  /** Of all that were read into, each of which has shown the newest that it has left. */
  #newest(): Downwards | undefined {
    let newest: Downwards | undefined;
    for (const each of this.#all)
      if (each.head !== undefined && each.head.time > (newest?.head?.time ?? -1)) newest = each;
    return newest;
  }
}
