import { BadFile } from '../../../kernel/formats/bad-file.ts';
import { type BankWord, UnreadableFile } from '../../model/bank-word.ts';
import type { FileReader } from '../../model/file-rail.ts';
import { achWords } from './ach-words.ts';

async function* read(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BankWord> {
  try {
    yield* achWords(bytes);
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    throw new UnreadableFile(error.fault, error.message, `line ${error.line}, ${error.pointer}`);
  }
}

/** ACH's files of banks: returns, notifications of change and acknowledgements. */
export const achReader: FileReader = { read };
