import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { canonicalDigest } from '../../functions/kernel/values/canonical-json.ts';
import { appended, EMPTY_FRONTIER, rootOf } from '../../functions/proof/model/merkle/frontier.ts';
import { type Hash, leafHash } from '../../functions/proof/model/merkle/hashing.ts';
import { consistencyProof, type HashReader, inclusionProof } from '../../functions/proof/model/merkle/proofs.ts';
import { checkpointText } from '../../functions/proof/model/note/checkpoint.ts';
import { rawPublicKey, signedNote, verifierText } from '../../functions/proof/model/note/signed-note.ts';
import { entryLeaf, logEntry } from '../../functions/proof/model/receipt/log-entry.ts';
import { go, python } from './log/witnesses.ts';
import type { Missing, Witness } from './support/tools.ts';

const MINUTE = 60_000;
const SIZE = 613;
const pair = generateKeyPairSync('ed25519');
const publicKey = rawPublicKey(createPublicKey(pair.privateKey).export({ format: 'der', type: 'spki' }));
const key = { name: 'folio-log/0f1e2d3c', publicKey };

const leaves = Array.from({ length: SIZE }, (_, number) =>
  entryLeaf(logEntry(leafHash(Buffer.from(`salt ${number}`)), `txn_${number}`, canonicalDigest({ number }))),
);
const hashes = new Map<string, Hash>();
for (const { level, index, hash } of appended(EMPTY_FRONTIER, leaves.map(leafHash)).completed)
  hashes.set(`${level}/${index}`, hash);
const read: HashReader = async (subtrees) =>
  subtrees.map(({ level, index }) => hashes.get(`${level}/${index}`) as Hash);

const checkpoint = (size: number): string => {
  const root = rootOf(appended(EMPTY_FRONTIER, leaves.slice(0, size).map(leafHash)).frontier);
  const text = checkpointText(key.name, { size, root });
  return signedNote(text, key, sign(null, Buffer.from(text), pair.privateKey));
};
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A leaf, its way to the root, and an earlier tree. */
const proofOf = async (index: number, earlier: number) => ({
  key: verifierText(key),
  checkpoint: checkpoint(SIZE),
  earlier: checkpoint(earlier),
  leaf: base64(leaves[index] as Uint8Array),
  leaves: leaves.map(base64),
  index,
  inclusion: (await inclusionProof(read, index, SIZE)).map(base64),
  consistency: (await consistencyProof(read, earlier, SIZE)).map(base64),
});

const isHere = (witness: Witness | Missing, name: string): witness is Witness => {
  if (!('missing' in witness)) return true;
  process.stderr.write(`What ${name} says of our log is skipped: ${witness.missing}\n`);
  return false;
};

describe.each([
  ['Go: transparency-dev/merkle, x/mod/sumdb/note and tlog', go],
  ['Python: pymerkle and cryptography', python],
] as const)('an implementation that we did not write (%s)', (name, make) => {
  let witness: Witness | Missing;
  beforeAll(async () => {
    witness = await make();
  }, 5 * MINUTE);

  test('finds our checkpoints signed and our proofs true, and no changed one', async () => {
    if (!isHere(witness, name)) return;
    for (const [index, earlier] of [
      [0, 1],
      [611, 256],
      [612, 612],
      [255, 300],
    ] as const) {
      const { out, ok } = witness(JSON.stringify(await proofOf(index, earlier)));
      expect([ok, out.trim()]).toEqual([true, 'proved']);
    }
    const proof = await proofOf(300, 257);
    const changed = [
      { ...proof, inclusion: proof.inclusion.toReversed() },
      { ...proof, index: 301 },
      { ...proof, checkpoint: proof.checkpoint.replace('\n613\n', '\n614\n') },
    ];
    for (const one of changed) expect(witness(JSON.stringify(one)).ok).toBe(false);
  });
});
