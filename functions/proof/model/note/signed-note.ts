import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/**
 * C2SP signed-note: a text, an empty line, and a line for each signature. A verifier key is `name+hash+key`, where the key is the
 * byte of its algorithm, 1 for Ed25519, and the public key.
 */
const ED25519 = 1;
const HASH_BYTES = 4;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Of one note: text and signatures. */
const NOTE_CHARS_MAX = 65_536;
const SIGNATURES_MAX = 100;
/** SubjectPublicKeyInfo of an Ed25519 key before the key itself: RFC 8410. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const NAME = /^[^\s+\p{Cc}]{1,255}$/u;
const VERIFIER = /^([^\s+]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})$/;
const SIGNATURE_LINE = /^\u2014 ([^\s+]{1,255}) ([A-Za-z0-9+/=]{4,1024})$/;

/** Who vouches for notes: a name, and the public key that its signatures are verified with. */
export interface NoteKey {
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

const typed = (publicKey: Uint8Array, algorithm: number): Buffer => Buffer.concat([Buffer.of(algorithm), publicKey]);

/** By which a signature names its key. @param algorithm the byte of what the key is for */
export const noteKeyId = ({ name, publicKey }: NoteKey, algorithm: number): Buffer =>
  createHash('sha256').update(`${name}\n`).update(typed(publicKey, algorithm)).digest().subarray(0, HASH_BYTES);

/** The 32 bytes of a DER SubjectPublicKeyInfo. @throws where it is no Ed25519 key */
export const rawPublicKey = (der: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(der);
  if (bytes.length !== SPKI.length + KEY_BYTES || !bytes.subarray(0, SPKI.length).equals(SPKI))
    throw new Error('this is no Ed25519 public key');
  return bytes.subarray(SPKI.length);
};

export const verifierText = (key: NoteKey): string =>
  `${key.name}+${noteKeyId(key, ED25519).toString('hex')}+${typed(key.publicKey, ED25519).toString('base64')}`;

/** Undefined for what is no verifier key of an Ed25519 key for this algorithm, or whose hash is another one's. */
export const readNoteKey = (text: string, algorithm: number): NoteKey | undefined => {
  const [, name = '', hash, encoded = ''] = VERIFIER.exec(text) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (!NAME.test(name) || bytes.length !== 1 + KEY_BYTES || bytes[0] !== algorithm) return undefined;
  const key = { name, publicKey: bytes.subarray(1) };
  return noteKeyId(key, algorithm).toString('hex') === hash ? key : undefined;
};

export const readVerifier = (text: string): NoteKey | undefined => readNoteKey(text, ED25519);

/** The note of a text that ends in a newline, with one signature of 64 bytes over it. */
export const signedNote = (text: string, key: NoteKey, signature: Uint8Array): string =>
  `${text}\n\u2014 ${key.name} ${Buffer.concat([noteKeyId(key, ED25519), signature]).toString('base64')}\n`;

/** The key in the form in which node verifies by it. */
export const publicKeyOf = ({ publicKey }: NoteKey): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });

interface SignatureLine {
  readonly name: string;
  /** The id of its key, and what that key has signed. */
  readonly bytes: Buffer;
}

/** The text of a note with its signatures as they stand, none of them verified; undefined for what is no note. */
export const signatureLines = (
  note: string,
): { readonly text: string; readonly lines: readonly SignatureLine[] } | undefined => {
  const at = note.lastIndexOf('\n\n');
  if (note.length > NOTE_CHARS_MAX || at < 0 || !note.endsWith('\n')) return undefined;
  const written = note.slice(at + 2, -1).split('\n');
  if (written.length > SIGNATURES_MAX) return undefined;
  const lines: SignatureLine[] = [];
  for (const line of written) {
    const [, name, encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
    if (name === undefined) return undefined;
    lines.push({ name, bytes: Buffer.from(encoded, 'base64') });
  }
  return { text: note.slice(0, at + 1), lines };
};

/** The text that a note's one true signature of this key vouches for; undefined where there is none. */
export const openNote = (note: string, key: NoteKey): string | undefined => {
  const found = signatureLines(note);
  if (found === undefined) return undefined;
  const { text, lines } = found;
  const expected = noteKeyId(key, ED25519);
  let opened = false;
  for (const { name, bytes } of lines) {
    if (name !== key.name || !bytes.subarray(0, HASH_BYTES).equals(expected)) continue;
    const signature = bytes.subarray(HASH_BYTES);
    // One that is named and false spoils the note: x/mod/sumdb/note has it so.
    if (signature.length !== SIGNATURE_BYTES || !verify(null, Buffer.from(text), publicKeyOf(key), signature))
      return undefined;
    opened = true;
  }
  return opened ? text : undefined;
};
