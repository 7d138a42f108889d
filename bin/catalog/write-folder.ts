import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { ExportedFiles } from '../../functions/catalog/model/exports/files.ts';
import { CommandFailure } from '../client/problem-error.ts';

/** What an earlier export wrote here: it is ours to replace, and nothing else is. */
const MANIFEST = 'folio-export.json';
/** Paths below the folder alone, whoever has written into the manifest. */
const relativePath = z.string().regex(/^(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/);
const manifest = z.strictObject({ format: z.string(), files: z.array(relativePath).max(100_000) });

const missing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    if (missing(error)) return undefined;
    throw new CommandFailure(`${path} cannot be read (${String((error as NodeJS.ErrnoException).code)}).`, {
      cause: error,
    });
  });

const isEmpty = async (folder: string): Promise<boolean> => {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (missing(error)) return true;
    throw new CommandFailure(`${folder} is no folder that can be read.`, { cause: error });
  }
};

/** The files that an earlier export left in a folder. @throws CommandFailure where it holds what is not an export of this format */
export const earlierFiles = async (folder: string, format: string): Promise<readonly string[]> => {
  const text = await textOf(join(folder, MANIFEST));
  if (text === undefined) {
    if (await isEmpty(folder)) return [];
    throw new CommandFailure(`${folder} holds files that no export wrote. Say an empty folder, or a new one.`);
  }
  const read = manifest.safeParse(jsonOf(text));
  if (!read.success || read.data.format !== format)
    throw new CommandFailure(`${folder} holds no export of the format ${format}. Say an empty folder, or a new one.`);
  return read.data.files;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // no manifest of ours: its schema says so
  }
};

/**
 * A link in a folder that somebody else has filled leads out of it: to what is removed and written there.
 * @throws CommandFailure where a file, or a folder that it lies in, is a link
 */
const assertNoLinks = async (folder: string, paths: readonly string[]): Promise<void> => {
  const places = new Set(
    paths.flatMap((path) => path.split('/').map((_, depth, parts) => parts.slice(0, depth + 1).join('/'))),
  );
  for (const place of places) {
    const found = await lstat(join(folder, place)).catch((error: unknown) => {
      // Below a file there is nothing: what is written there says so.
      if (missing(error) || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (found?.isSymbolicLink() === true)
      throw new CommandFailure(
        `${join(folder, place)} is a link, which no export wrote. Say an empty folder, or a new one.`,
      );
  }
};

/** One folder alone: of a path whose parents cannot be made, such as below /proc, Node tries the recursive call for ever. */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const why = code === 'ENOENT' ? 'the folder that it lies in is not there' : String(code);
    throw new CommandFailure(`${folder} cannot be made: ${why}.`, { cause: error });
  }
};

/**
 * Writes an export into a folder that is its own, and takes away what an earlier one wrote and this one has not: parts that are gone.
 * What the user laid beside stays.
 */
export const writeFolder = async (folder: string, format: string, files: ExportedFiles): Promise<void> => {
  const gone = (await earlierFiles(folder, format)).filter((path) => !Object.hasOwn(files, path));
  const paths = [...Object.keys(files)].sort();
  await assertNoLinks(folder, [MANIFEST, ...gone, ...paths]);
  await makeFolder(folder);
  // Before the files: an export that is broken off is replaced by the next one, and not taken for the user's.
  await writeFile(join(folder, MANIFEST), `${JSON.stringify({ format, files: [...paths, ...gone] }, null, 2)}\n`);
  for (const path of gone) await rm(join(folder, path), { force: true });
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), files[path] ?? '');
  }
  await writeFile(join(folder, MANIFEST), `${JSON.stringify({ format, files: paths }, null, 2)}\n`);
};
