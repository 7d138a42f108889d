import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type FunctionName, functionNameOf } from './function-name.ts';
import { isWanted, type LogLine, type LogSource, merged, type Wanted } from './log-source.ts';

/** A tail is looked for in this much of each log; a request in all of it. */
const TAIL_BYTES = 512 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const ENDING = '.log';

/** The text of a file from a place on, in whole lines as far as it is written; and where the next begins. */
const readFrom = (
  path: string,
  from: number,
  most: number,
): { readonly lines: readonly string[]; readonly to: number } => {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    // A file that has become shorter was put aside, and a new one begun.
    const begin = from > size ? 0 : Math.max(from, size - most);
    const bytes = Buffer.alloc(Math.min(size - begin, most));
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(file, bytes, filled, Math.min(CHUNK_BYTES, bytes.length - filled), begin + filled);
      if (read === 0) break;
      filled += read;
    }
    const end = bytes.subarray(0, filled).lastIndexOf('\n') + 1;
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    return { lines: begin > from && begin > 0 ? lines.slice(1) : lines, to: begin + end };
  } finally {
    closeSync(file);
  }
};

interface LogPath {
  readonly of: FunctionName;
  readonly path: string;
}

/** The files in which the local cloud keeps what functions say, the one before the last rotation included. */
export const localLogs = (dataDir: string): LogSource => {
  const folder = join(dataDir, 'logs');
  const read = new Map<string, number>();
  const paths = (): readonly LogPath[] =>
    (existsSync(folder) ? readdirSync(folder) : []).flatMap((file) => {
      const of = file.endsWith(ENDING) ? functionNameOf(file.slice(0, -ENDING.length), 'Folio-') : undefined;
      return of === undefined ? [] : [{ of, path: join(folder, file) }];
    });
  const linesOf = ({ of, path }: LogPath, { request }: Wanted, most: number): readonly LogLine[] => {
    const { lines, to } = readFrom(path, read.get(path) ?? 0, most);
    read.set(path, to);
    return lines.filter((text) => request === undefined || text.includes(request)).map((text) => ({ of, text }));
  };
  const before = ({ of, path }: LogPath, { request }: Wanted): readonly LogLine[] => {
    if (request === undefined || !existsSync(`${path}.1`)) return [];
    const { lines } = readFrom(`${path}.1`, 0, Number.MAX_SAFE_INTEGER);
    return lines.filter((text) => text.includes(request)).map((text) => ({ of, text }));
  };
  return {
    functions: async () => paths().map(({ of }) => of),
    newest: async (wanted) => {
      const most = wanted.request === undefined ? TAIL_BYTES : Number.MAX_SAFE_INTEGER;
      const meant = paths().filter(({ of }) => isWanted(wanted, of));
      return merged(
        meant.flatMap((each) => [...before(each, wanted), ...linesOf(each, wanted, most)]),
        wanted.lines,
      );
    },
    since: async (wanted) => {
      const meant = paths().filter(({ of }) => isWanted(wanted, of));
      return merged(
        meant.flatMap((each) => linesOf(each, wanted, CHUNK_BYTES)),
        Number.MAX_SAFE_INTEGER,
      );
    },
  };
};
