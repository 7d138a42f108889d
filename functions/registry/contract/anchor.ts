import { hash } from 'node:crypto';

/**
 * A record as it was seen when it was written, kept where nobody who can write the log can change it: an object whose name
 * holds the record's place and the hash of its text. Whatever is written later at that place has another name, so nothing is ever
 * overwritten, and a list of the names is all that a comparison needs.
 */
export interface Anchor {
  readonly seq: number;
  /** SHA-256 of the record's text, in hexadecimal. */
  readonly digest: string;
  /** When it was put there, milliseconds since the epoch. */
  readonly at: number;
}

const SEQ_DIGITS = 10;
const NAME = /^([a-z][a-z0-9-]*)\/(\d{10})\/([0-9a-f]{64})$/;

export const digestOf = (text: string): string => hash('sha256', text);

/** Under which all anchors of a domain are. */
export const anchorsOf = (domain: string): string => `${domain}/`;

/** `ledger/0000000007/9f86d0...` */
export const anchorName = (domain: string, seq: number, text: string): string =>
  `${anchorsOf(domain)}${String(seq).padStart(SEQ_DIGITS, '0')}/${digestOf(text)}`;

/** Takes a name apart; undefined for one that is none of ours. */
export const readAnchorName = (name: string): Omit<Anchor, 'at'> | undefined => {
  const [, , seq, digest] = NAME.exec(name) ?? [];
  return seq === undefined || digest === undefined ? undefined : { seq: Number(seq), digest };
};
