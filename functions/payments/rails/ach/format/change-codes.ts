/** What has to be sent otherwise next time: appendix 5. */
const CHANGES: Readonly<Record<string, string>> = {
  C01: 'The account number is another.',
  C02: 'The routing number is another.',
  C03: 'The routing number and the account number are others.',
  C04: 'The receiver’s name is another.',
  C05: 'The transaction code is another.',
  C06: 'The account number and the transaction code are others.',
  C07: 'The routing number, the account number and the transaction code are others.',
  C08: 'The foreign bank’s identification is another.',
  C09: 'The receiver’s identification is another.',
  C10: 'The company name is another.',
  C11: 'The company identification is another.',
  C12: 'The company name and identification are others.',
  C13: 'The addenda’s format was wrong; the payment went through.',
  C14: 'The entry has to be coded as an international one.',
};

/** Undefined for a code that the rules do not have: it is kept all the same. */
export const changeCodeOf = (code: string): string | undefined => CHANGES[code];
