import { crc32 } from 'node:zlib';

/** A store that does not hold what was written to it. Nothing is served from it, and nothing is written over it. */
export class DamagedStore extends Error {
  override readonly name = 'DamagedStore';
}

/** Of one text, or of several one after the other. */
export const checksum = (...texts: readonly (string | null)[]): number =>
  texts.reduce<number>((sum, text) => (text === null ? sum : crc32(text, sum)), 0);

/** SQLite's own numbers: a page or a file that is none. */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** What SQLite says of a damaged file, in our terms; anything else as it is. */
export const asDamage = (error: unknown, file: string): unknown => {
  const code = Number((error as { readonly errcode?: unknown } | undefined)?.errcode ?? 0) % 256;
  if (code !== CORRUPT && code !== NOT_A_DATABASE) return error;
  return new DamagedStore(`${file} is damaged: ${(error as Error).message}`);
};
