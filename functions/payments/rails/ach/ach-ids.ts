import type { BirthMark } from '../../model/bank-word.ts';

/**
 * How an entry names its payment. The receiver's number has 15 places, and an id of ours 26, so it holds the second of the payment's
 * birth and the last eight characters of its id (40 bits): two payments of one tenant and second share a mark once in 10^12 pairs, and
 * what is ambiguous is a task. It comes back in returns as it was sent (NACHA Operating Rules, appendix 4).
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SECOND_CHARS = 7;
const ENDING_CHARS = 8;
const MARK = /^([0-9A-HJKMNP-TV-Z]{7})([0-9A-HJKMNP-TV-Z]{8})$/;

const encoded = (second: number): string => {
  let rest = second;
  let text = '';
  for (let place = 0; place < SECOND_CHARS; place += 1) {
    text = (ALPHABET[rest % 32] ?? '') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

export const achMark = (payment: string, createdAt: number): string =>
  encoded(Math.floor(createdAt / 1_000)) + payment.slice(-ENDING_CHARS);

/** Undefined for what no entry of ours has borne. */
export const birthMarkOf = (receiverId: string): BirthMark | undefined => {
  const [, second, ending] = MARK.exec(receiverId) ?? [];
  if (second === undefined || ending === undefined) return undefined;
  return { second: [...second].reduce((sum, char) => sum * 32 + ALPHABET.indexOf(char), 0), ending };
};
