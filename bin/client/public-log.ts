import { setTimeout } from 'node:timers/promises';
import { readWitnessKey } from '../../functions/proof/model/note/cosignature.ts';
import { type NoteKey, readVerifier } from '../../functions/proof/model/note/signed-note.ts';
import { boundedBody } from './bounded-body.ts';
import type { Target } from './find-target.ts';
import { CommandFailure } from './problem-error.ts';
import { nameOf, readText } from './read-input.ts';

/** Where a deployment shows its logs to all. */
const ROOTS = { receipts: '/.well-known/folio-log', calls: '/.well-known/folio-access-log' } as const;
export type PublicLogName = keyof typeof ROOTS;
const TIMEOUT_MS = 30_000;
/** A bundle of entries is 28 KB. */
const BYTES_MAX = 1_000_000;

/** What is open to all is answered some 50 times a second: whoever reads all of a log waits for its turn. */
const TRIES_MAX = 20;
const PAUSE_MS = 500;

const asked = async (url: string, address: string): Promise<Response> => {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new CommandFailure(`${url} does not answer.`, { cause });
    });
    if (response.status !== 429 || tries >= TRIES_MAX) return response;
    await response.body?.cancel();
    await setTimeout(PAUSE_MS);
  }
};

/** Bytes of a public log, that of receipts unless said; undefined where there is nothing under the path. */
export const fetchLog = async (
  { url }: Pick<Target, 'url'>,
  path: string,
  log: PublicLogName = 'receipts',
): Promise<Buffer | undefined> => {
  const address = `${url}${ROOTS[log]}/${path}`;
  const response = await asked(url, address);
  const told = `${address} answered ${response.status}`;
  if (response.status !== 200) await response.body?.cancel();
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw new CommandFailure(`${told}.`);
  return boundedBody(response, BYTES_MAX, told);
};

/** @throws CommandFailure where the text is no verifier key */
export const asLogKey = (text: string, from: string): NoteKey => {
  const key = readVerifier(text.trim());
  if (key === undefined)
    throw new CommandFailure(`${from} is no verifier key of an Ed25519 log, such as name+6f1d0c1e+AbC...`);
  return key;
};

/** One key signs both logs, each under its own name: who trusts the key of the receipts' log trusts that of the access log. */
export const accessKeyOf = ({ name, publicKey }: NoteKey): NoteKey => ({
  name: name.replace(/^folio-log\//, 'folio-access-log/'),
  publicKey,
});

/** Far more than any key. */
const KEY_CHARS_MAX = 1_000_000;

/** A key as a command is told it: itself, which has a `+` in it, or the file that holds it. */
const readKey = async (said: string, option: string, as: (text: string, from: string) => NoteKey): Promise<NoteKey> => {
  if (said.includes('+')) return as(said, `What ${option} says`);
  const text = await readText(said);
  if (text.length > KEY_CHARS_MAX) throw new CommandFailure(`${nameOf(said)} is too large for a key.`);
  return as(text, nameOf(said));
};

export const readLogKey = (said: string): Promise<NoteKey> => readKey(said, '--key', asLogKey);

const asWitness = (text: string, from: string): NoteKey => {
  const key = readWitnessKey(text.trim());
  if (key === undefined)
    throw new CommandFailure(`${from} is no verifier key of a witness, such as name+6f1d0c1e+BAbC...`);
  return key;
};

export const readWitness = (said: string): Promise<NoteKey> => readKey(said, '--witness-key', asWitness);

/** The key that the deployment itself names: enough to find an accident, not a deployment that lies. */
export const fetchLogKey = async (target: Pick<Target, 'url'>, log: PublicLogName = 'receipts'): Promise<NoteKey> => {
  const text = await fetchLog(target, 'key', log);
  if (text === undefined) throw new CommandFailure(`${target.url} has no such log.`);
  return asLogKey(text.toString('utf8'), `${target.url}${ROOTS[log]}/key`);
};
