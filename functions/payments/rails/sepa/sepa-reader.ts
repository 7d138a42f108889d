import { BadFile } from '../../../kernel/formats/bad-file.ts';
import { type BankWord, UnreadableFile } from '../../model/bank-word.ts';
import type { FileReader } from '../../model/file-rail.ts';
import { camtWords } from './camt-words.ts';
import { pain002Words } from './pain002-words.ts';

/** The message's name stands in its first element: nothing of a bank comes before it but a declaration and comments. */
const LOOK_BYTES = 4_096;

async function* read(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BankWord> {
  const pieces: Uint8Array[] = [];
  const rest = bytes[Symbol.asyncIterator]();
  let seen = 0;
  let ended = false;
  while (seen < LOOK_BYTES && !ended) {
    const { value, done } = await rest.next();
    ended = done === true;
    if (value === undefined) continue;
    pieces.push(value);
    seen += value.length;
  }
  const all = async function* () {
    yield* pieces;
    if (!ended) yield* { [Symbol.asyncIterator]: () => rest };
  };
  const beginning = Buffer.concat(pieces).subarray(0, LOOK_BYTES).toString('latin1');
  const form = /:(pain\.002|camt\.05[234])\./.exec(beginning)?.[1];
  if (form === undefined) throw new UnreadableFile('form-unknown', 'It is neither pain.002 nor camt.052 to 054.');
  try {
    yield* form === 'pain.002' ? pain002Words(all()) : camtWords(all());
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    throw new UnreadableFile(
      error.fault,
      error.message,
      [`line ${error.line}`, error.pointer].filter((part) => part !== '').join(', '),
    );
  }
}

/** SEPA's files of banks: `pain.002`, `camt.053` and `camt.054`. */
export const sepaReader: FileReader = { read };
