import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import type { Key } from './keys.ts';

/** An item of DynamoDB has 400 KB in all. */
const PIECE_CHARS = 350_000;
/** Of one text or file unpacked: 50,000 lines with all that a bank says of them. */
export const UNPACKED_MAX = 64_000_000;

/** Bytes as items, packed and in base64: pieces of one thing lie in one partition, in their order. */
export const packedItems = (bytes: Uint8Array, keyOf: (piece: number) => Key): readonly Item[] => {
  const packed = deflateRawSync(bytes).toString('base64');
  return Array.from({ length: Math.ceil(packed.length / PIECE_CHARS) }, (_, piece) => ({
    ...keyOf(piece),
    z: s(packed.slice(piece * PIECE_CHARS, (piece + 1) * PIECE_CHARS)),
  }));
};

/** The inverse, of all pieces in their order. */
export const unpacked = (items: readonly Item[]): Buffer =>
  inflateRawSync(Buffer.from(items.map((item) => str(item, 'z')).join(''), 'base64'), {
    maxOutputLength: UNPACKED_MAX,
  });
