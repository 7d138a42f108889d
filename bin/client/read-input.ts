import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { plain } from './answers.ts';
import { CommandFailure } from './problem-error.ts';

/** What stands for the standard input where a file is asked for. */
export const STDIN = '-';

/** The words by which a message names an input. */
export const nameOf = (path: string): string => (path === STDIN ? 'The standard input' : plain(path));

/** The bytes of a file, or of the standard input for `-`. @throws CommandFailure where it cannot be read */
export const readBytes = async (path: string): Promise<Buffer> =>
  (path === STDIN ? buffer(process.stdin) : readFile(path)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EISDIR') throw new CommandFailure(`${nameOf(path)} is a folder: name a file in it.`, { cause });
    throw new CommandFailure(`${nameOf(path)} cannot be read: ${cause.code ?? cause.message}.`, { cause });
  });

/** Its text. @throws CommandFailure where it cannot be read, or is not in UTF-8 */
export const readText = async (path: string, mend = 'convert it first'): Promise<string> => {
  const bytes = await readBytes(path);
  if (!isUtf8(bytes)) throw new CommandFailure(`${nameOf(path)} is not in UTF-8: ${mend}.`);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
};
