import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyConsistency } from '../../functions/proof/model/merkle/proofs.ts';
import { readCheckpoint } from '../../functions/proof/model/note/checkpoint.ts';
import { type NoteKey, noteKeyId, rawPublicKey } from '../../functions/proof/model/note/signed-note.ts';

const COSIGNATURE_V1 = 4;

/** A line of a witness over a checkpoint's text, as C2SP tlog-cosignature has it. */
export const cosignature = (text: string, witness: NoteKey, key: KeyObject, seconds: number): string => {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), key);
  const bytes = Buffer.concat([noteKeyId(witness, COSIGNATURE_V1), time, signature]);
  return `\u2014 ${witness.name} ${bytes.toString('base64')}\n`;
};

/** A key of a witness, and how a verifier is told of it. */
export const witnessKey = (name: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key: NoteKey = { name, publicKey: rawPublicKey(publicKey.export({ format: 'der', type: 'spki' })) };
  const bytes = Buffer.concat([Buffer.of(COSIGNATURE_V1), key.publicKey]);
  return {
    key,
    privateKey,
    text: `${name}+${noteKeyId(key, COSIGNATURE_V1).toString('hex')}+${bytes.toString('base64')}`,
  };
};

const ADD = /^old (0|[1-9]\d*)\n((?:[A-Za-z0-9+/=]{44}\n)*)\n([\s\S]+)$/;

/** A witness of one log (C2SP tlog-witness), which cosigns what is consistent with the last that it has seen. */
export const startWitness = async (log: NoteKey) => {
  const { key, privateKey, text: verifier } = witnessKey('witness.example/test');
  let seen = { size: 0, root: Buffer.alloc(0) as Uint8Array };
  const answer = (body: string): readonly [number, string] => {
    const [, old = '', proof = '', note = ''] = ADD.exec(body) ?? [];
    const tree = readCheckpoint(note, log);
    if (tree === undefined) return [403, ''];
    if (Number(old) > tree.size) return [400, ''];
    if (Number(old) !== seen.size) return [409, `${seen.size}\n`];
    const hashes = proof
      .split('\n')
      .slice(0, -1)
      .map((line) => Buffer.from(line, 'base64'));
    if (!verifyConsistency(seen, tree, hashes)) return [422, ''];
    seen = tree;
    const signed = note.slice(0, note.lastIndexOf('\n\n') + 1);
    return [200, cosignature(signed, key, privateKey, Math.floor(Date.now() / 1_000))];
  };
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const [status, text] = request.url === '/w/add-checkpoint' ? answer(body) : ([404, ''] as const);
    response.writeHead(status).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/w`,
    verifier,
    /** How many leaves it has seen. */
    seen: () => seen.size,
    /** Takes it to have seen another log. */
    pretend: (root: Uint8Array) => {
      seen = { ...seen, root };
    },
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  };
};
