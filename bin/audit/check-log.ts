import { canonicalDigest } from '../../functions/kernel/values/canonical-json.ts';
import { parseTime } from '../../functions/kernel/values/time.ts';
import { appended, EMPTY_FRONTIER, rootOf } from '../../functions/proof/model/merkle/frontier.ts';
import { type Hash, leafHash, sameHash } from '../../functions/proof/model/merkle/hashing.ts';
import type { Tree } from '../../functions/proof/model/merkle/proofs.ts';
import { TILE_WIDTH } from '../../functions/proof/model/merkle/tiles.ts';
import { readCheckpoint } from '../../functions/proof/model/note/checkpoint.ts';
import { entryLeaf, logEntry } from '../../functions/proof/model/receipt/log-entry.ts';
import type { Books, Difference, Leaf, PublicLog, Receipt } from './books.ts';

/** A difference within a log itself. */
type TreeDifference = Difference & { readonly where: 'leaf' | 'tile' | 'checkpoint' };

const checkpointsOf = ({ checkpoints, key }: PublicLog) => {
  const trees: Tree[] = [];
  const differences: TreeDifference[] = [];
  for (const note of checkpoints) {
    const tree = readCheckpoint(note, key);
    if (tree === undefined) {
      const name = note.split('\n')[1] ?? '';
      differences.push({ where: 'checkpoint', name, says: 'is not signed by the key of the log' });
    } else trees.push(tree);
  }
  return { trees: trees.toSorted((a, b) => a.size - b.size), differences };
};

/** The tree of all entries, its root at each checkpoint, and every hash that a tile has. */
export const checkTree = (log: PublicLog): readonly TreeDifference[] => {
  const { trees, differences } = checkpointsOf(log);
  const size = trees.at(-1)?.size ?? 0;
  const tiles = new Map<string, Hash[]>();
  let frontier = EMPTY_FRONTIER;
  const found: TreeDifference[] = [...differences];
  for (const tree of trees) {
    const more = log.entries.slice(frontier.size, tree.size);
    const gone = more.indexOf(undefined);
    if (gone >= 0 || more.length < tree.size - frontier.size) {
      const name = String(frontier.size + (gone >= 0 ? gone : more.length));
      return [...found, { where: 'leaf', name, says: 'is missing in the bundles of the log' }];
    }
    const grown = appended(
      frontier,
      more.map((entry) => leafHash(entryLeaf(entry as NonNullable<typeof entry>))),
    );
    for (const { level, index, hash } of grown.completed) {
      if (level % 8 !== 0) continue;
      const name = `${level / 8}/${Math.floor(index / TILE_WIDTH)}`;
      tiles.set(name, [...(tiles.get(name) ?? []), hash]);
    }
    frontier = grown.frontier;
    if (!sameHash(rootOf(frontier), tree.root))
      found.push({ where: 'checkpoint', name: String(tree.size), says: 'is not the root of the entries of the log' });
  }
  for (const [name, hashes] of tiles) {
    const served = log.tiles.get(name);
    if (served === undefined) found.push({ where: 'tile', name, says: 'is missing' });
    else if (!sameHash(served.subarray(0, hashes.length * 32), Buffer.concat(hashes)))
      found.push({ where: 'tile', name, says: 'is not made of the entries of the log' });
  }
  if (size === 0 && log.entries.length > 0) found.push({ where: 'checkpoint', name: 'newest', says: 'is missing' });
  return found;
};

const checkLeaf = (log: PublicLog, leaf: Leaf, receipt: Receipt | undefined): readonly Difference[] => {
  const { receiptId, leafIndex, salt, at } = leaf;
  const logged = log.entries[leafIndex];
  if (logged === undefined) return [{ where: 'leaf', name: String(leafIndex), says: `of ${receiptId} is missing` }];
  if (!sameHash(logEntry(salt, receiptId, '').id, logged.id))
    return [{ where: 'leaf', name: String(leafIndex), says: `is not of ${receiptId}` }];
  if (receipt === undefined)
    return [{ where: 'receipt', name: receiptId, says: `is leaf ${leafIndex} of the log and was removed` }];
  if (sameHash(logEntry(salt, receiptId, canonicalDigest(receipt)).digest, logged.digest)) return [];
  const moved = Math.floor((parseTime(receipt.at) ?? 0) / 1_000) !== Math.floor((parseTime(at) ?? 0) / 1_000);
  const says = moved
    ? `was dated ${receipt.at}, and was logged with ${at}`
    : `is not what leaf ${leafIndex} of the log was made of`;
  return [{ where: 'receipt', name: receiptId, says }];
};

/** Each leaf of the tenant against the receipt as it is now, and each receipt against the leaves. */
export const checkReceipts = ({ leaves, receipts, log, settled }: Books): readonly Difference[] => {
  const known = new Set(leaves.map(({ receiptId }) => receiptId));
  const places = new Map<number, string>();
  const twice = leaves.flatMap(({ leafIndex, receiptId }): readonly Difference[] => {
    const other = places.get(leafIndex);
    places.set(leafIndex, receiptId);
    return other === undefined
      ? []
      : [{ where: 'leaf', name: String(leafIndex), says: `is of ${other} and ${receiptId}` }];
  });
  const inserted = [...receipts.values()]
    .filter(({ id, at }) => !known.has(id) && (parseTime(at) ?? 0) < settled)
    .map(
      ({ id }): Difference => ({
        where: 'receipt',
        name: id,
        says: 'is in no leaf of the log: it was added around it',
      }),
    );
  return [...twice, ...leaves.flatMap((leaf) => checkLeaf(log, leaf, receipts.get(leaf.receiptId))), ...inserted];
};
