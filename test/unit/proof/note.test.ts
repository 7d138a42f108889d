import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { leafHash } from '../../../functions/proof/model/merkle/hashing.ts';
import { checkpointText, readCheckpoint } from '../../../functions/proof/model/note/checkpoint.ts';
import { cosignedAt, readWitnessKey } from '../../../functions/proof/model/note/cosignature.ts';
import {
  openNote,
  rawPublicKey,
  readVerifier,
  signedNote,
  verifierText,
} from '../../../functions/proof/model/note/signed-note.ts';
import { cosignature, witnessKey } from '../../support/witness-server.ts';

/** The example of golang.org/x/mod/sumdb/note. */
const VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const SIGNER = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNED = `${TEXT}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

const neumann = readVerifier(VERIFIER);
if (neumann === undefined) throw new Error('the example has a key');

test('a note of the Go implementation opens, and is written the same byte for byte', () => {
  expect(openNote(SIGNED, neumann)).toBe(TEXT);
  expect(verifierText(neumann)).toBe(VERIFIER);
  const key = createPrivateKey({
    key: Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.from(SIGNER, 'base64').subarray(1),
    ]),
    format: 'der',
    type: 'pkcs8',
  });
  expect(signedNote(TEXT, neumann, sign(null, Buffer.from(TEXT), key))).toBe(SIGNED);
});

test('a note whose text, name or signature was changed does not open', () => {
  for (const [from, to] of [
    ['think', 'thank'],
    ['PeterNeumann', 'PaterNeumann'],
    ['x08go/ZJ', 'x08go/ZK'],
    ['nAM=\n', 'nAM='],
    ['\n\n', '\n'],
    ['\u2014 ', '- '],
  ] as const)
    expect(openNote(SIGNED.replace(from, to), neumann)).toBeUndefined();
  expect(readVerifier(VERIFIER.replace('c74f20a3', 'c74f20a4'))).toBeUndefined();
  expect(readVerifier(VERIFIER.replace('+ARp', '+BRp'))).toBeUndefined();
});

test('a signature of somebody else beside ours changes nothing', () => {
  const witness = '\u2014 witness.example aGVsbG8gd29ybGQ=\n';
  expect(openNote(`${SIGNED}${witness}`, neumann)).toBe(TEXT);
  expect(openNote(`${TEXT}\n${witness}`, neumann)).toBeUndefined();
});

test('a checkpoint says origin, size and root, and is read of its own log alone', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = rawPublicKey(
    createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).export({ format: 'der', type: 'spki' }),
  );
  const key = { name: 'folio.example/log', publicKey: raw };
  const tree = { size: 42, root: leafHash(Buffer.from('a')) };
  const note = (text: string) => signedNote(text, key, sign(null, Buffer.from(text), privateKey));
  const text = checkpointText(key.name, tree);
  expect(readCheckpoint(note(text), key)).toEqual({ size: 42, root: Buffer.from(tree.root) });
  expect(readCheckpoint(note(`${text}an extension\n`), key)?.size).toBe(42);
  for (const wrong of [
    checkpointText('folio.example/other', tree),
    text.replace('\n42\n', '\n042\n'),
    text.replace('\n42\n', '\n-42\n'),
    `${key.name}\n42\nAAAA\n`,
  ])
    expect(readCheckpoint(note(wrong), key)).toBeUndefined();
});

test('a witness vouches by a line of its own kind of key, over the checkpoint and a time, and by nothing changed', () => {
  const { key, privateKey, text } = witnessKey('witness.example/w');
  expect(readWitnessKey(text)).toEqual({ name: key.name, publicKey: Buffer.from(key.publicKey) });
  // One key has another id for each kind: what vouches as a log does not as a witness.
  expect([readVerifier(text), readWitnessKey(VERIFIER)]).toEqual([undefined, undefined]);
  const line = cosignature(TEXT, key, privateKey, 1_790_000_000);
  expect(cosignedAt(`${SIGNED}${line}`, key)).toBe(1_790_000_000);
  expect(openNote(`${SIGNED}${line}`, neumann)).toBe(TEXT);
  const other = cosignature(TEXT.replace('think', 'thank'), key, privateKey, 1_790_000_000);
  const later = Buffer.from(line.split(' ')[2] ?? '', 'base64');
  later[11] = (later[11] ?? 0) + 1;
  for (const wrong of [SIGNED, `${SIGNED}${other}`, `${SIGNED}\u2014 ${key.name} ${later.toString('base64')}\n`])
    expect(cosignedAt(wrong, key)).toBeUndefined();
  expect(cosignedAt(`${SIGNED}${line}`, witnessKey('witness.example/w').key)).toBeUndefined();
});
