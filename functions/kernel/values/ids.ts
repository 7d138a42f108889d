import { hash } from 'node:crypto';
import { assert } from '../core/assert.ts';
import type { Clock, Random } from '../core/ports.ts';

/** A string that only its own constructor or schema hands out. */
export type Brand<Name extends string> = string & { readonly __brand: Name };

/** Crockford's base32: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 26 characters of 5 bits hold the 128 bits of a ULID (and 130 bits of a digest). */
const LENGTH = 26;

const encode = (value: bigint, length: number): string => {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i += 1) {
    text = ALPHABET[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
};

/** Prefix + ULID (48 bits of time, 80 random ones): sorts by time of birth. */
export const ulid = (prefix: string, clock: Clock, random: Random): string => {
  const bytes = random.bytes(10);
  assert(bytes.length === 10, 'a ULID takes 10 random bytes');
  return prefix + encode(BigInt(clock.now()), 10) + encode(BigInt(`0x${Buffer.from(bytes).toString('hex')}`), 16);
};

/**
 * Prefix + 26 characters of SHA-256 over the parts, each preceded by its length, so that no two lists of parts share a text.
 * The same parts give the same id for ever: stored receipts are found by it, so this function never changes.
 */
export const derivedId = (prefix: string, ...parts: readonly string[]): string => {
  let whole = '';
  for (const part of parts) whole += `${Buffer.byteLength(part)}:${part};`;
  const digest = hash('sha256', whole, 'buffer');
  let text = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; text.length < LENGTH; ) {
    if (bits < 5) {
      held = ((held & 31) << 8) | (digest[at] ?? 0);
      at += 1;
      bits += 8;
    }
    bits -= 5;
    text += ALPHABET[(held >> bits) & 31];
    held &= (1 << bits) - 1;
  }
  return prefix + text;
};

/** The form of every id that Folio makes itself, for path and body checks. */
export const idPattern = (prefix: string, parts: 1 | 2 = 1): RegExp =>
  new RegExp(`^${prefix}[0-9A-HJKMNP-TV-Z]{${LENGTH * parts}}$`);
