import { canonicalDigest } from '../../kernel/values/canonical-json.ts';
import { HASH_BYTES } from './merkle/hashing.ts';
import { verifyInclusion } from './merkle/proofs.ts';
import { readCheckpoint } from './note/checkpoint.ts';
import type { NoteKey } from './note/signed-note.ts';
import { entryLeaf, logEntry } from './receipt/log-entry.ts';

/** A proof as it is answered and stored: see `proofDocument` and `callProofDocument` of the contract. */
export interface ShownProof {
  readonly salt: string;
  readonly leafIndex: number;
  readonly inclusion: readonly string[];
  readonly checkpoint: string;
}

export interface ProofDocument extends ShownProof {
  readonly receipt: Readonly<Record<string, unknown>> & { readonly id: string };
}

export interface CallProofDocument extends ShownProof {
  readonly call: Readonly<Record<string, unknown>> & { readonly requestId: string };
}

export type Verdict =
  | { readonly proved: true; readonly size: number }
  /** What does not hold, in words for a person. */
  | { readonly proved: false; readonly why: string };

const no = (why: string): Verdict => ({ proved: false, why });

const verify = (proof: ShownProof, [what, id, logged]: readonly [string, string, unknown], key: NoteKey): Verdict => {
  const tree = readCheckpoint(proof.checkpoint, key);
  if (tree === undefined) return no('The checkpoint is not signed by this key.');
  const salt = Buffer.from(proof.salt, 'base64url');
  const path = proof.inclusion.map((hash) => Buffer.from(hash, 'base64'));
  if ([salt, ...path].some(({ length }) => length !== HASH_BYTES))
    return no('A salt or a hash does not have 32 bytes.');
  const leaf = entryLeaf(logEntry(salt, id, canonicalDigest(logged)));
  if (!verifyInclusion(leaf, proof.leafIndex, tree.size, path, tree.root))
    return no(`The ${what} is not in the log that the checkpoint vouches for: it, its salt or its path was changed.`);
  return { proved: true, size: tree.size };
};

/** Whether the receipt is in the log of this key. Nothing else is asked: no server, no clock, no other file. */
export const verifyProof = (proof: ProofDocument, key: NoteKey): Verdict =>
  verify(proof, ['receipt', proof.receipt.id, proof.receipt], key);

/** Whether the call is in the access log of this key. */
export const verifyCallProof = (proof: CallProofDocument, key: NoteKey): Verdict =>
  verify(proof, ['call', proof.call.requestId, proof.call], key);
