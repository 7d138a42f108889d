/**
 * Which way money goes by the type code of BAI2 (Cash Management Balance Reporting Specifications, version 2): the amount has no
 * sign of its own. Undefined for codes of summaries, loans and what moves no money.
 */
export const signOf = (code: string): 1n | -1n | undefined => {
  const number = Number(code);
  if ((number >= 100 && number <= 399) || (number >= 920 && number <= 959)) return 1n;
  if ((number >= 400 && number <= 699) || (number >= 960 && number <= 999)) return -1n;
  return undefined;
};

/** 700 to 799 are of loans, in which one code goes either way. */
export const isLoan = (code: string): boolean => code >= '700' && code <= '799';

/** Codes that take an earlier line back: corrections, reversals and items that came back. */
const REVERSALS: ReadonlySet<string> = new Set(
  '123 172 252 254 255 257 258 261 266 268 395 423 552 554 555 557 558 561 566 568 694 695'.split(' '),
);
export const isReversal = (code: string): boolean => REVERSALS.has(code);

/** Status codes of the account record that Folio reads. Totals (100, 400) may count what is not listed, so they prove nothing. */
export const STATUS = { openingLedger: '010', closingLedger: '015', closingAvailable: '045' } as const;
