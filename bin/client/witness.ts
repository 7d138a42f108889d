import { consistencyProof, type Tree } from '../../functions/proof/model/merkle/proofs.ts';
import { tilePath, tileReader, widthIn } from '../../functions/proof/model/merkle/tiles.ts';
import { boundedBody } from './bounded-body.ts';
import { CommandFailure } from './problem-error.ts';

const TIMEOUT_MS = 30_000;
/** The first one says what the witness has seen, the second is about that; a third is for one that was asked meanwhile. */
const TRIES_MAX = 3;
/** Some lines of a signature each, or a size. */
const ANSWER_BYTES_MAX = 10_000;

/** A checkpoint that is to be cosigned, and the log that it is of. */
export interface ToCosign {
  readonly note: string;
  readonly tree: Tree;
  /** Bytes of the public log by their path; undefined where there are none. */
  readonly fetchLog: (path: string) => Promise<Uint8Array | undefined>;
}

const hashesOf = ({ tree, fetchLog }: ToCosign) =>
  tileReader(async (level, index) => {
    const path = `tile/${tilePath({ level, index, width: widthIn(tree.size, level, index) })}`;
    const bytes = await fetchLog(path);
    if (bytes === undefined) throw new CommandFailure(`The log does not show ${path}.`);
    return bytes;
  });

const post = async (url: string, body: string): Promise<{ readonly status: number; readonly text: string }> => {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { method: 'POST', body, redirect: 'manual', signal }).catch((cause: unknown) => {
    throw new CommandFailure(`${url} does not answer.`, { cause });
  });
  const { status } = response;
  return { status, text: (await boundedBody(response, ANSWER_BYTES_MAX, `${url} answered ${status}`)).toString() };
};

const SIZE = /^(?:0|[1-9][0-9]{0,12})\n?$/;
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [403, 'knows another key of this log. Give the witness the key that "folio proof key" prints'],
  [404, 'does not know this log. Ask who runs the witness to add the key that "folio proof key" prints'],
  [422, 'finds the checkpoint not consistent with what it has seen of this log'],
]);

/**
 * Asks a witness to vouch for a checkpoint (C2SP tlog-witness, add-checkpoint): the log proves that it begins with what the witness
 * has seen of it before. @returns the witness's lines, each with its line end
 */
export const askWitness = async (url: string, asked: ToCosign): Promise<string> => {
  const hashes = hashesOf(asked);
  const { size } = asked.tree;
  let seen = 0;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const proof = await consistencyProof(hashes, seen, size);
    const lines = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
    const { status, text } = await post(`${url}/add-checkpoint`, `old ${seen}\n${lines}\n${asked.note}`);
    if (status === 200) return text;
    if (status !== 409 || !SIZE.test(text))
      throw new CommandFailure(`${url} ${REFUSALS.get(status) ?? `answered ${status}`}.`);
    seen = Number(text);
    if (seen > size)
      throw new CommandFailure(`${url} has seen this log with ${seen} leaves, and the checkpoint has ${size}.`);
  }
  throw new CommandFailure(`${url} is asked by others about this log at the same time. Run the command again.`);
};
