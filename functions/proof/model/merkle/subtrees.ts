import { assert } from '../../../kernel/core/assert.ts';
import { EMPTY_ROOT, type Hash, nodeHash } from './hashing.ts';

/** Leaves of a log, at most: far more than one log gets, and exact as a `number`. */
export const SIZE_MAX = 2 ** 40;

/** The complete subtree over the leaves from `index * 2^level` up to the next such one. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** A run of leaves: `from` is in it, `to` is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The largest power of two below `size`: where RFC 6962, section 2.1, divides a tree. */
export const splitOf = (size: number): number => {
  assert(size > 1 && size <= SIZE_MAX, 'a tree of two leaves or more is divided');
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
};

/**
 * The complete subtrees that a span is made of, from left to right, largest first. Its start is a multiple of a power of two
 * that is not below its length, as every span is into which RFC 6962 divides a tree.
 */
export const subtreesOf = ({ from, to }: Span): readonly Subtree[] => {
  const subtrees: Subtree[] = [];
  let at = from;
  for (let level = 40; level >= 0; level -= 1) {
    const leaves = 2 ** level;
    if (to - at < leaves) continue;
    assert(at % leaves === 0, 'a span begins where a subtree of its size begins');
    subtrees.push({ level, index: at / leaves });
    at += leaves;
  }
  return subtrees;
};

/** The hash over the complete subtrees of a span, in their order. */
export const joined = (hashes: readonly Hash[]): Hash =>
  hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => nodeHash(left, right));
