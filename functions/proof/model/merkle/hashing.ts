import { createHash } from 'node:crypto';

/** A SHA-256 digest: 32 bytes. */
export type Hash = Uint8Array;
export const HASH_BYTES = 32;

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** The root of a tree without leaves: RFC 6962, section 2.1. */
export const EMPTY_ROOT: Hash = createHash('sha256').digest();

/** RFC 6962, section 2.1: a zero byte before an entry keeps a leaf from being taken for a node. */
export const leafHash = (entry: Uint8Array): Hash => createHash('sha256').update(LEAF).update(entry).digest();

export const nodeHash = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(NODE).update(left).update(right).digest();

export const sameHash = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0;
