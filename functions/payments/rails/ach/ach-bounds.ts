/** What the columns of a NACHA file hold: NACHA Operating Rules, appendix 3. */

/** Ten digits, cents. */
export const ACH_AMOUNT_MAX = 9_999_999_999n;
export const ACH_ACCOUNT = /^[0-9A-Za-z -]{1,17}$/;
/** Of payment related information, in one addenda record. */
export const ADDENDA_CHARS = 80;
export const COMPANY_NAME_CHARS = 16;
/** 1 and an employer's number, or what the bank gave. */
export const COMPANY_ID = /^[0-9A-Z]{10}$/;
