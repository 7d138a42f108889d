import { NUMBER_BYTES, readReceiptNumber, receiptNumber } from './receipt-number.ts';

/** Where the entry of a receipt is in the log. */
export interface LoggedLeaf {
  readonly receiptId: string;
  readonly index: number;
}

const INDEX_BYTES = 6;
const LEAF_BYTES = NUMBER_BYTES + INDEX_BYTES;

/** 24 bytes for each. */
export const leavesBytes = (leaves: readonly LoggedLeaf[]): Uint8Array =>
  Buffer.concat(
    leaves.flatMap(({ receiptId, index }) => {
      const place = Buffer.alloc(INDEX_BYTES);
      place.writeUIntBE(index, 0, INDEX_BYTES);
      return [receiptNumber(receiptId), place];
    }),
  );

export const readLeaves = (bytes: Uint8Array): readonly LoggedLeaf[] =>
  Array.from({ length: Math.floor(bytes.length / LEAF_BYTES) }, (_, at) => {
    const leaf = Buffer.from(bytes.subarray(at * LEAF_BYTES, (at + 1) * LEAF_BYTES));
    return {
      receiptId: readReceiptNumber(leaf.subarray(0, NUMBER_BYTES)),
      index: leaf.readUIntBE(NUMBER_BYTES, INDEX_BYTES),
    };
  });
