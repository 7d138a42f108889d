import { leavesBytes } from '../../model/receipt/logged-leaf.ts';
import type { ToldReceipt } from '../../model/receipt/told-receipt.ts';
import { leavesIn } from '../queries/leaves.ts';
import type { SlotBook } from './append-entries.ts';

/** 24 bytes a receipt: an item of 2,000 has 48 KB. A commit has 9 bundles and 10 items of tiles at most. */
export const RECEIPTS: SlotBook<ToldReceipt> = {
  entriesMax: 2_000,
  slotsMax: 60,
  known: leavesIn,
  bytes: (told, first) => leavesBytes(told.map(({ id: receiptId }, at) => ({ receiptId, index: first + at }))),
};
