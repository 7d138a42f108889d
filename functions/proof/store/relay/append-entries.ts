import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { MAX_ACTIONS, transact } from '../../../kernel/aws/transact.ts';
import { assert } from '../../../kernel/core/assert.ts';
import { together } from '../../../kernel/core/parallel.ts';
import { appended, type Completed, type Frontier } from '../../model/merkle/frontier.ts';
import { leafHash } from '../../model/merkle/hashing.ts';
import { TILE_WIDTH } from '../../model/merkle/tiles.ts';
import { entryBytes, entryLeaf, type LogEntry, logEntry, saltOf } from '../../model/receipt/log-entry.ts';
import type { Told } from '../../model/told.ts';
import { bundlePartition, placeSort, type Slot, slotPartition, slotSort, tilePartition } from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';
import { BYTES } from '../table/read-bytes.ts';
import { movingHead, readHead } from './head.ts';

/** What was told of one slot, each once. */
export interface ToldSlot<T> {
  readonly slot: Slot;
  readonly told: ReadonlyMap<string, T>;
}

/** How a log keeps which entries are of a slot. */
export interface SlotBook<T extends Told> {
  /** Of one commit: its bundles, items of tiles, the head, the slots and what else it writes are at most 100 actions. */
  readonly entriesMax: number;
  readonly slotsMax: number;
  /** Ids of what the slot has. Strongly consistent. */
  readonly known: (store: LogStore, slot: Slot) => Promise<Pick<ReadonlySet<string>, 'has'>>;
  /** The item over entries that follow each other from an index on. */
  readonly bytes: (told: readonly T[], first: number) => Uint8Array;
  /** Gives entries numbers, where they have some, by what it reads behind the head; with what the commit has to write for that. */
  readonly number?: (
    store: LogStore,
    commit: readonly ToldSlot<T>[],
  ) => Promise<{ readonly commit: readonly ToldSlot<T>[]; readonly writing: readonly TransactWriteItem[] }>;
}

interface FillingSlot<T> extends ToldSlot<T> {
  readonly told: Map<string, T>;
}

const slotOf = ({ tenant, at }: Told): Slot => ({ tenant, second: Math.floor(at / 1_000) });

/** Cuts what was told into commits. A slot may be in two of them: the second finds what the first did. */
const commitsOf = <T extends Told>(
  { entriesMax, slotsMax }: SlotBook<T>,
  all: readonly T[],
): readonly (readonly ToldSlot<T>[])[] => {
  const commits: Map<string, FillingSlot<T>>[] = [];
  let count = 0;
  for (const one of all) {
    const slot = slotOf(one);
    const name = `${slot.tenant}#${slot.second}`;
    let commit = commits.at(-1);
    if (commit === undefined || count >= entriesMax || (commit.size >= slotsMax && !commit.has(name))) {
      commit = new Map();
      commits.push(commit);
      count = 0;
    }
    const known = commit.get(name) ?? { slot, told: new Map() };
    known.told.set(one.id, one);
    commit.set(name, known);
    count += 1;
  }
  return commits.map((commit) => [...commit.values()]);
};

const put = (table: string, pk: string, sk: string, bytes: Uint8Array): TransactWriteItem => {
  const item: Item = { pk: { S: pk }, sk: { S: sk }, [BYTES]: { B: bytes } };
  return { Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };
};

/** Runs of what follows each other within one tile: each is one item. */
const inTiles = <T>(first: number, all: readonly T[]) => {
  const pieces: { readonly tile: number; readonly place: number; readonly some: readonly T[] }[] = [];
  for (let at = 0; at < all.length; ) {
    const index = first + at;
    const place = index % TILE_WIDTH;
    const some = all.slice(at, at + TILE_WIDTH - place);
    pieces.push({ tile: Math.floor(index / TILE_WIDTH), place, some });
    at += some.length;
  }
  return pieces;
};

/** Hashes of subtrees of 8, 16 ... levels, which are what tiles above level 0 hold. */
const puttingTiles = ({ table, log }: LogStore, completed: readonly Completed[]): readonly TransactWriteItem[] => {
  const rows = Map.groupBy(
    completed.filter(({ level }) => level > 0 && level % 8 === 0),
    ({ level }) => level / 8,
  );
  return [...rows].flatMap(([level, row]) =>
    inTiles(row[0]?.index ?? 0, row).map(({ tile, place, some }) =>
      put(table, tilePartition(log, level, tile), placeSort(place), Buffer.concat(some.map(({ hash }) => hash))),
    ),
  );
};

const puttingEntries = ({ table, log }: LogStore, from: Frontier, entries: readonly LogEntry[]) =>
  inTiles(from.size, entries).map(({ tile, place, some }) =>
    put(table, bundlePartition(log, tile), placeSort(place), Buffer.concat(some.map(entryBytes))),
  );

/** A log with the secret of its salts, and how its slots are kept. */
export interface Appending<T extends Told> {
  readonly store: LogStore;
  readonly secret: Uint8Array;
  readonly book: SlotBook<T>;
}

/** The commit that appends this behind the head. */
const appending = <T extends Told>(
  { store, secret, book }: Appending<T>,
  head: Frontier,
  commit: readonly ToldSlot<T>[],
): TransactWriteItem[] => {
  const entries: LogEntry[] = [];
  const slots: TransactWriteItem[] = [];
  for (const { slot, told } of commit) {
    const first = head.size + entries.length;
    for (const { tenant, id, digest } of told.values()) entries.push(logEntry(saltOf(secret, tenant, id), id, digest));
    const bytes = book.bytes([...told.values()], first);
    slots.push(put(store.table, slotPartition(store.log, slot), slotSort(slot, first), bytes));
  }
  const { frontier, completed } = appended(
    head,
    entries.map((entry) => leafHash(entryLeaf(entry))),
  );
  return [
    movingHead(store, head, frontier),
    ...puttingEntries(store, head, entries),
    ...puttingTiles(store, completed),
    ...slots,
  ];
};

/** Leaves out what is in the log already. */
const withoutKnown = async <T extends Told>({ store, book }: Appending<T>, commit: readonly ToldSlot<T>[]) => {
  const known = await together(commit.map(({ slot }) => book.known(store, slot)));
  return commit
    .map(({ slot, told }, at) => ({
      slot,
      told: new Map([...told].filter(([id]) => known[at]?.has(id) === false)),
    }))
    .filter(({ told }) => told.size > 0);
};

/**
 * Appends what was told to a log, each exactly once, however often, in whatever order and by however many workers it is told: what a
 * slot holds is read after the head, and the commit is made on the condition that the head did not move meanwhile. There is no lock.
 *
 * @throws Refusal `conflict` when the time is up; what was appended stays, and all may be given again
 */
export const appendEntries = async <T extends Told>(
  log: Appending<T>,
  told: readonly T[],
  deadline: number,
): Promise<void> => {
  const { store, book } = log;
  for (const commit of commitsOf(book, told))
    await retryOnConflict(store, deadline, async () => {
      const head = await readHead(store);
      const left = await withoutKnown(log, commit);
      if (left.length === 0) return true;
      const numbered = (await book.number?.(store, left)) ?? { commit: left, writing: [] };
      const actions = [...appending(log, head, numbered.commit), ...numbered.writing];
      assert(actions.length <= MAX_ACTIONS, 'a commit of the log fits one transaction');
      const outcome = await transact(store, actions);
      return outcome.kind === 'committed' ? true : undefined;
    });
};
