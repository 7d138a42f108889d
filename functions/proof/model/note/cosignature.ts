import { verify } from 'node:crypto';
import { type NoteKey, noteKeyId, publicKeyOf, readNoteKey, signatureLines } from './signed-note.ts';

/**
 * C2SP tlog-cosignature: a witness vouches, at a time, for a checkpoint that is consistent with all that it has seen of the log. Its
 * verifier key is `name+hash+key` as that of a log, where the byte of the algorithm is 4.
 */
const COSIGNATURE_V1 = 4;
const ID_BYTES = 4;
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** Undefined for what is no verifier key of a witness. */
export const readWitnessKey = (text: string): NoteKey | undefined => readNoteKey(text, COSIGNATURE_V1);

const message = (text: string, seconds: bigint): string => `cosignature/v1\ntime ${seconds}\n${text}`;

/** When a witness has vouched for a checkpoint, in seconds since the epoch; undefined where it has not. */
export const cosignedAt = (note: string, witness: NoteKey): number | undefined => {
  const { text, lines } = signatureLines(note) ?? { text: '', lines: [] };
  const id = noteKeyId(witness, COSIGNATURE_V1);
  for (const { name, bytes } of lines) {
    if (name !== witness.name || !bytes.subarray(0, ID_BYTES).equals(id)) continue;
    if (bytes.length !== ID_BYTES + TIME_BYTES + SIGNATURE_BYTES) continue;
    const seconds = bytes.readBigUInt64BE(ID_BYTES);
    const signature = bytes.subarray(ID_BYTES + TIME_BYTES);
    if (verify(null, Buffer.from(message(text, seconds)), publicKeyOf(witness), signature)) return Number(seconds);
  }
  return undefined;
};
