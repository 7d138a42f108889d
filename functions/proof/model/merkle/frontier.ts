import { assert } from '../../../kernel/core/assert.ts';
import { HASH_BYTES, type Hash, nodeHash } from './hashing.ts';
import { joined, SIZE_MAX, type Subtree, subtreesOf } from './subtrees.ts';

/**
 * All of a tree that appending needs: its size, and the hashes of the complete subtrees that it is made of, at most 41. The root
 * follows from them.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Hash[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] };

/** A subtree that became complete, with its hash. */
export interface Completed extends Subtree {
  readonly hash: Hash;
}

export const rootOf = ({ hashes }: Frontier): Hash => joined(hashes);

/** The tree with these leaves behind its own, and the subtrees that they complete, leaves themselves included. */
export const appended = (
  frontier: Frontier,
  leaves: readonly Hash[],
): { readonly frontier: Frontier; readonly completed: readonly Completed[] } => {
  assert(frontier.size + leaves.length <= SIZE_MAX, 'a log has at most 2^40 leaves');
  const hashes = [...frontier.hashes];
  const completed: Completed[] = [];
  let { size } = frontier;
  for (const leaf of leaves) {
    let [hash, level, index] = [leaf, 0, size];
    completed.push({ level, index, hash });
    while (index % 2 === 1) {
      hash = nodeHash(hashes.pop() as Hash, hash);
      level += 1;
      index = (index - 1) / 2;
      completed.push({ level, index, hash });
    }
    hashes.push(hash);
    size += 1;
  }
  return { frontier: { size, hashes }, completed };
};

/** The hashes one after the other: what is kept of a frontier beside its size. */
export const frontierBytes = ({ hashes }: Frontier): Uint8Array => Buffer.concat(hashes);

/** @throws where the bytes are not as many hashes as a tree of this size is made of */
export const readFrontier = (size: number, bytes: Uint8Array): Frontier => {
  const count = subtreesOf({ from: 0, to: size }).length;
  assert(bytes.length === count * HASH_BYTES, 'a frontier has a hash for each complete subtree');
  const at = (index: number): Hash => bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  return { size, hashes: Array.from({ length: count }, (_, index) => at(index)) };
};
