import { assert } from '../../../kernel/core/assert.ts';
import { type Hash, leafHash, nodeHash, sameHash } from './hashing.ts';
import { joined, type Span, type Subtree, splitOf, subtreesOf } from './subtrees.ts';

/** Hashes of complete subtrees of a log, in the order in which they are asked for. */
export type HashReader = (subtrees: readonly Subtree[]) => Promise<readonly Hash[]>;

/** The spans beside the way from the root to a leaf, from the leaf upwards: RFC 6962, section 2.1.1. */
const besideLeaf = (leaf: number, { from, to }: Span): readonly Span[] => {
  if (to - from === 1) return [];
  const middle = from + splitOf(to - from);
  return leaf < middle
    ? [...besideLeaf(leaf, { from, to: middle }), { from: middle, to }]
    : [...besideLeaf(leaf, { from: middle, to }), { from, to: middle }];
};

/** The spans that show a tree to begin with an earlier one: RFC 6962, section 2.1.2. */
const besideEarlier = (size: number, { from, to }: Span, whole: boolean): readonly Span[] => {
  if (to === size) return whole ? [] : [{ from, to }];
  const middle = from + splitOf(to - from);
  return size <= middle
    ? [...besideEarlier(size, { from, to: middle }, whole), { from: middle, to }]
    : [...besideEarlier(size, { from: middle, to }, false), { from, to: middle }];
};

/** One hash for each span; all that they need is read at once. */
const hashesOf = async (read: HashReader, spans: readonly Span[]): Promise<readonly Hash[]> => {
  const parts = spans.map(subtreesOf);
  const hashes = await read(parts.flat());
  let at = 0;
  return parts.map(({ length }) => {
    at += length;
    return joined(hashes.slice(at - length, at));
  });
};

export const rootAt = async (read: HashReader, size: number): Promise<Hash> =>
  joined(await read(subtreesOf({ from: 0, to: size })));

/** That a leaf is in the tree of this size. */
export const inclusionProof = (read: HashReader, leaf: number, size: number): Promise<readonly Hash[]> => {
  assert(leaf >= 0 && leaf < size, 'a proof is of a leaf of the tree');
  return hashesOf(read, besideLeaf(leaf, { from: 0, to: size }));
};

/** That the tree of `size` begins with that of `earlier`. */
export const consistencyProof = async (read: HashReader, earlier: number, size: number): Promise<readonly Hash[]> => {
  assert(earlier >= 0 && earlier <= size, 'an earlier tree is not larger');
  return earlier === 0 || earlier === size ? [] : hashesOf(read, besideEarlier(earlier, { from: 0, to: size }, true));
};

/** RFC 9162, section 2.1.3.2. */
export const verifyInclusion = (
  entry: Uint8Array,
  leaf: number,
  size: number,
  proof: readonly Hash[],
  root: Hash,
): boolean => {
  if (!Number.isSafeInteger(leaf) || !Number.isSafeInteger(size) || leaf < 0 || leaf >= size) return false;
  let [at, last, hash] = [leaf, size - 1, leafHash(entry)];
  for (const beside of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(beside, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = nodeHash(hash, beside);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameHash(hash, root);
};

/** A tree as a checkpoint names it. */
export interface Tree {
  readonly size: number;
  readonly root: Hash;
}

/** RFC 9162, section 2.1.4.2. */
export const verifyConsistency = (earlier: Tree, later: Tree, proof: readonly Hash[]): boolean => {
  if (earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && sameHash(earlier.root, later.root);
  if (earlier.size === 0) return proof.length === 0;
  let [at, last] = [earlier.size - 1, later.size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  const [first, ...rest] = at === 0 ? [earlier.root, ...proof] : proof;
  if (first === undefined) return false;
  let [old, now] = [first, first];
  for (const beside of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [old, now] = [nodeHash(beside, old), nodeHash(beside, now)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else now = nodeHash(now, beside);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameHash(old, earlier.root) && sameHash(now, later.root);
};
