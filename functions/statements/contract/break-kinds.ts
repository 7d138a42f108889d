/** Why something has found nothing on the other side. */
export const BREAK_KINDS = [
  'missing-here', // the bank has it, the ledger has not
  'missing-there',
  'amount-differs',
  'date-differs',
  'duplicate', // the bank has it twice
  'unknown-return', // the bank took back what was matched, and the ledger knows nothing of it
  'ambiguous', // more than one could be meant
] as const;
export type BreakKind = (typeof BREAK_KINDS)[number];
