/**
 * What a call costs others, in items of its tenant's budget: so much before it is served, since it looks that far at least, and what it
 * reads beyond that behind it. A piece of a journal reads a thousand transactions, a tenth of what it
 * is to write them. A rebuild reads and writes a thousand.
 */
export const CHARGES = { statement: 10, trialBalance: 100, journal: 100, reconciliation: 100, rebuild: 1_000 } as const;

/**
 * A file is charged by its length, so many characters are one item; and as a reconciliation, since it is held against what is there, and
 * so is all of it against the ledger as soon as it was taken.
 */
const CHARS_OF_ITEM = 4_000;
export const fileCharge = (content: string): number =>
  CHARGES.reconciliation + 1 + Math.floor(content.length / CHARS_OF_ITEM);
