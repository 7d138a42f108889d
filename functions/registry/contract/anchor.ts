import { hash } from 'node:crypto';

/**
 * A witness of one record of the release log, as it was first written. It is an object in a bucket that writers of the log cannot
 * change. Its name holds the record's sequence number and the hash of its text. A later text has another name, so nothing is ever
 * overwritten, and a comparison needs the list of names only.
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
