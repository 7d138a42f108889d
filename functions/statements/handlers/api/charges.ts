/**
 * What a call costs others, in items of its tenant's budget. A statement reads what it shows and the sums of the rest, a trial balance
 * the sums of all histories, a reconciliation all that a bank said: reads, which elsewhere are free. A piece of a journal reads a thousand transactions, a tenth of
 * what it is to write them. A rebuild reads and writes a thousand.
 */
export const CHARGES = { statement: 10, trialBalance: 100, journal: 100, reconciliation: 100, rebuild: 1_000 } as const;

/** A file is charged by its length: so many characters are one item. */
const CHARS_OF_ITEM = 4_000;
export const lengthCharge = (content: string): number => 1 + Math.floor(content.length / CHARS_OF_ITEM);
