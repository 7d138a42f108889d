import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { CommandFailure } from './problem-error.ts';

/**
 * Writes pieces into a file, which is opened with the first of them: where there is none, a file of that name stays as it is.
 * @returns how many bytes it has
 * @throws CommandFailure where it cannot be written
 */
export const saveFile = async (
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> => {
  const failed = (error: NodeJS.ErrnoException): never => {
    throw new CommandFailure(`${path} cannot be written: ${error.code ?? error.message}.`, { cause: error });
  };
  let file: FileHandle | undefined;
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      file ??= await open(path, 'w', 0o600).catch(failed);
      await file.writeFile(piece).catch(failed);
      bytes += piece.length;
    }
  } finally {
    await file?.close();
  }
  return bytes;
};

/**
 * Writes a text into a file that was not there, which nobody else can read: for what is secret.
 * @throws CommandFailure where there is one already, or it cannot be written
 */
export const saveNewFile = async (path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'there is one already' : (code ?? message);
    throw new CommandFailure(`${path} cannot be written: ${why}.`, { cause: error });
  }
};
