import { assert, present } from '../../../kernel/core/assert.ts';

/** Receipts' ids are 26 characters of Crockford's base32, `txn_` before those of transactions: 17 bytes, and one for the prefix. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARS = 26;
const TRANSACTION = 'txn_';
export const NUMBER_BYTES = 18;

export const receiptNumber = (id: string): Uint8Array => {
  const isTransaction = id.startsWith(TRANSACTION);
  const chars = isTransaction ? id.slice(TRANSACTION.length) : id;
  assert(chars.length === CHARS, 'a receipt has an id of 26 characters');
  let value = 0n;
  for (const char of chars) {
    const digit = ALPHABET.indexOf(char);
    assert(digit >= 0, 'an id is of Crockford’s base32');
    value = (value << 5n) | BigInt(digit);
  }
  const hex = value.toString(16).padStart(2 * (NUMBER_BYTES - 1), '0');
  return Buffer.concat([Buffer.of(isTransaction ? 1 : 0), Buffer.from(hex, 'hex')]);
};

/** The inverse. */
export const readReceiptNumber = (bytes: Uint8Array): string => {
  assert(bytes.length === NUMBER_BYTES, 'a number of a receipt has 18 bytes');
  let value = BigInt(`0x${Buffer.from(bytes.subarray(1)).toString('hex')}`);
  let chars = '';
  for (let at = 0; at < CHARS; at += 1) {
    chars = present(ALPHABET[Number(value & 31n)], 'five bits are a character') + chars;
    value >>= 5n;
  }
  return (bytes[0] === 1 ? TRANSACTION : '') + chars;
};
