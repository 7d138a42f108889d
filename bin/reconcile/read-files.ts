import { open } from 'node:fs/promises';
import { BadFile } from '../../functions/kernel/formats/bad-file.ts';
import type { StatementFormat } from '../../functions/kernel/formats/statement/formats.ts';
import { DETECT_BYTES, detectFormat, openReader } from '../../functions/kernel/formats/statement/open-reader.ts';
import { FileTaking } from '../../functions/statements/model/reconciliation/bank-statements.ts';
import type { TakenStatement } from '../../functions/statements/model/reconciliation/taken-statement.ts';
import { CommandFailure, WrongUse } from '../client/problem-error.ts';
import { readMapping } from './read-mapping.ts';

const PIECE_BYTES = 64 * 1024;
/** Of all files together: they are kept until all of them have been read to their ends. */
const LINES_MAX = 1_000_000;

export interface FileOptions {
  readonly format?: StatementFormat;
  readonly mapping?: string;
}

type Source = Parameters<typeof openReader>[0];

const unreadable = (file: string, error: NodeJS.ErrnoException): CommandFailure =>
  new CommandFailure(`${file} cannot be read: ${error.code ?? error.message}.`);

const sourceOf = async (file: string, beginning: Uint8Array, { format, mapping }: FileOptions): Promise<Source> => {
  const known = format ?? (mapping === undefined ? detectFormat(beginning) : 'csv');
  if (known === undefined)
    throw new WrongUse(
      `${file}: its beginning shows no format. Say --format, or for CSV --mapping with what its columns mean.`,
    );
  if (known !== 'csv') return { format: known };
  if (mapping === undefined)
    throw new WrongUse('CSV says nothing of itself: --mapping names a JSON file with what its columns mean.');
  return { format: known, mapping: await readMapping(mapping) };
};

/** The statements of a file, read to its end. @throws CommandFailure with the line and the reason, and then nothing of it counts */
const readBankFile = async (file: string, options: FileOptions, before: number): Promise<readonly TakenStatement[]> => {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  try {
    const first = await handle.read(Buffer.alloc(DETECT_BYTES), 0, DETECT_BYTES, 0);
    const reader = openReader(await sourceOf(file, first.buffer.subarray(0, first.bytesRead), options));
    const taking = new FileTaking();
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
      for (const part of bytesRead === 0 ? reader.end() : reader.push(piece.subarray(0, bytesRead))) taking.take(part);
      if (before + taking.count > LINES_MAX)
        throw new CommandFailure(`The files have more than ${LINES_MAX} lines: give fewer at once.`);
      if (bytesRead === 0) return taking.statements;
      at += bytesRead;
    }
  } catch (error) {
    if (error instanceof BadFile)
      throw new CommandFailure(`${file} (${error.pointer}): ${error.message} Nothing was taken.`);
    if (error instanceof Error && 'syscall' in error) throw unreadable(file, error as NodeJS.ErrnoException);
    throw error;
  } finally {
    await handle.close();
  }
};

export const readBankFiles = async (
  files: readonly string[],
  options: FileOptions,
): Promise<readonly TakenStatement[]> => {
  const all: TakenStatement[] = [];
  let lines = 0;
  for (const file of files) {
    const statements = await readBankFile(file, options, lines);
    lines += statements.reduce((sum, one) => sum + one.lines.length, 0);
    all.push(...statements);
  }
  return all;
};
