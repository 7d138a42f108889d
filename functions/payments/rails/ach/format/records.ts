import { assert } from '../../../../kernel/core/assert.ts';

/** Bytes of a record, each a character of ASCII (NACHA Operating Rules, appendix 3). */
export const RECORD_CHARS = 94;
/** Records of a block; a file is filled up to whole ones with records of nines. */
export const BLOCKING_FACTOR = 10;
export const FILLER = '9'.repeat(RECORD_CHARS);
/** The lowest digits of a hash that its field has place for. */
export const HASH_DIGITS = 10;

const ASCII = /^[ -~]*$/;

/** To the left, spaces behind. */
export const alpha = (text: string, chars: number): string => {
  assert(ASCII.test(text) && text.length <= chars, 'a text in a record is ASCII, and its field has place for it');
  return text.padEnd(chars);
};

/** To the right, zeros before. */
export const numeric = (value: bigint | number, digits: number): string => {
  const text = value.toString();
  assert(
    /^\d+$/.test(text) && text.length <= digits,
    'a number in a record is not negative, and its field has place for it',
  );
  return text.padStart(digits, '0');
};

export const record = (...fields: readonly string[]): string => {
  const line = fields.join('');
  assert(line.length === RECORD_CHARS && ASCII.test(line), 'a record has 94 characters of ASCII');
  return line;
};

export const lowestDigits = (hash: bigint): string =>
  (hash % 10n ** BigInt(HASH_DIGITS)).toString().padStart(HASH_DIGITS, '0');
