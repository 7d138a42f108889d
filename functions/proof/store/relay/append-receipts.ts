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
import { leavesBytes } from '../../model/receipt/logged-leaf.ts';
import type { ToldReceipt } from '../../model/receipt/told-receipt.ts';
import { leavesIn } from '../queries/leaves.ts';
import { bundlePartition, placeSort, type Slot, slotPartition, slotSort, tilePartition } from '../table/keys.ts';
import type { ProofStore } from '../table/proof-store.ts';
import { BYTES } from '../table/read-bytes.ts';
import { movingHead, readHead } from './head.ts';

/** Of one commit: 9 bundles, 10 items of tiles, the head and the slots are at most 100 actions. */
const RECEIPTS_MAX = 2_000;
const SLOTS_MAX = 60;

/** Receipts of one slot, each once. */
interface Told {
  readonly slot: Slot;
  readonly receipts: Map<string, ToldReceipt>;
}

const slotOf = ({ tenant, at }: ToldReceipt): Slot => ({ tenant, second: Math.floor(at / 1_000) });

/** Cuts what was told into commits. A slot may be in two of them: the second finds what the first did. */
const commitsOf = (told: readonly ToldReceipt[]): readonly (readonly Told[])[] => {
  const commits: Map<string, Told>[] = [];
  let count = 0;
  for (const receipt of told) {
    const slot = slotOf(receipt);
    const name = `${slot.tenant}#${slot.second}`;
    let commit = commits.at(-1);
    if (commit === undefined || count >= RECEIPTS_MAX || (commit.size >= SLOTS_MAX && !commit.has(name))) {
      commit = new Map();
      commits.push(commit);
      count = 0;
    }
    const known = commit.get(name) ?? { slot, receipts: new Map() };
    known.receipts.set(receipt.id, receipt);
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
const puttingTiles = (table: string, completed: readonly Completed[]): readonly TransactWriteItem[] => {
  const rows = Map.groupBy(
    completed.filter(({ level }) => level > 0 && level % 8 === 0),
    ({ level }) => level / 8,
  );
  return [...rows].flatMap(([level, row]) =>
    inTiles(row[0]?.index ?? 0, row).map(({ tile, place, some }) =>
      put(table, tilePartition(level, tile), placeSort(place), Buffer.concat(some.map(({ hash }) => hash))),
    ),
  );
};

const puttingEntries = (table: string, from: Frontier, entries: readonly LogEntry[]): readonly TransactWriteItem[] =>
  inTiles(from.size, entries).map(({ tile, place, some }) =>
    put(table, bundlePartition(tile), placeSort(place), Buffer.concat(some.map(entryBytes))),
  );

/** The commit that appends these receipts behind the head. */
const appending = (table: string, secret: Uint8Array, head: Frontier, told: readonly Told[]) => {
  const entries: LogEntry[] = [];
  const slots: TransactWriteItem[] = [];
  for (const { slot, receipts } of told) {
    const first = head.size + entries.length;
    const leaves = [...receipts.keys()].map((receiptId, at) => ({ receiptId, index: first + at }));
    for (const { tenant, id, digest } of receipts.values())
      entries.push(logEntry(saltOf(secret, tenant, id), id, digest));
    slots.push(put(table, slotPartition(slot), slotSort(slot, first), leavesBytes(leaves)));
  }
  const { frontier, completed } = appended(
    head,
    entries.map((entry) => leafHash(entryLeaf(entry))),
  );
  const actions = [
    movingHead(table, head, frontier),
    ...puttingEntries(table, head, entries),
    ...puttingTiles(table, completed),
    ...slots,
  ];
  assert(actions.length <= MAX_ACTIONS, 'a commit of the log fits one transaction');
  return actions;
};

/** Leaves out what is in the log already. */
const withoutKnown = async (store: ProofStore, told: readonly Told[]): Promise<readonly Told[]> => {
  const known = await together(told.map(({ slot }) => leavesIn(store, slot)));
  return told
    .map(({ slot, receipts }, at) => ({
      slot,
      receipts: new Map([...receipts].filter(([id]) => known[at]?.has(id) === false)),
    }))
    .filter(({ receipts }) => receipts.size > 0);
};

/**
 * Appends receipts to the log, each exactly once, however often, in whatever order and by however many workers they are told: what a
 * slot holds is read after the head, and the commit is made on the condition that the head did not move meanwhile. There is no lock.
 *
 * @throws Refusal `conflict` when the time is up; what was appended stays, and all may be given again
 */
export const appendReceipts = async (
  store: ProofStore,
  secret: Uint8Array,
  told: readonly ToldReceipt[],
  deadline: number,
): Promise<void> => {
  for (const commit of commitsOf(told))
    await retryOnConflict(store, deadline, async () => {
      const head = await readHead(store);
      const left = await withoutKnown(store, commit);
      if (left.length === 0) return true;
      const outcome = await transact(store, appending(store.table, secret, head, left));
      return outcome.kind === 'committed' ? true : undefined;
    });
};
