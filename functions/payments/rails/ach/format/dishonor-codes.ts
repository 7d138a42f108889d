/** Returns that banks return to each other: NACHA Operating Rules, appendix 4, parts 4.2 and 4.3. */
const DISHONORS: Readonly<Record<string, string>> = {
  R61: 'The return was sent to the wrong bank.',
  R62: 'The return concerns an erroneous or reversing debit.',
  R67: 'The return is a duplicate.',
  R68: 'The return came too late.',
  R69: 'The return’s fields are wrong.',
  R70: 'The return was not accepted, or was not asked for.',
  R71: 'The dishonored return was sent to the wrong bank.',
  R72: 'The dishonored return came too late.',
  R73: 'The original return was in time.',
  R74: 'The return is corrected.',
  R75: 'The return was no duplicate.',
  R76: 'There was no error in the return.',
  R77: 'The dishonored return was not accepted.',
};

/** Undefined for a code that is about a payment, or that the rules do not have. */
export const dishonorCodeOf = (code: string): string | undefined => DISHONORS[code];
