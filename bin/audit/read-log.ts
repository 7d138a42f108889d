import { TILE_WIDTH, tilePath, widthIn } from '../../functions/proof/model/merkle/tiles.ts';
import { readCheckpoint } from '../../functions/proof/model/note/checkpoint.ts';
import type { NoteKey } from '../../functions/proof/model/note/signed-note.ts';
import { type LogEntry, readBundleEntries } from '../../functions/proof/model/receipt/log-entry.ts';
import { CommandFailure } from '../client/problem-error.ts';
import type { PublicLog } from './books.ts';

/** Bytes of the public log by their path; undefined where there are none. */
export type FetchLog = (path: string) => Promise<Uint8Array | undefined>;

/** Receipts of three years at one a second: whoever signs a log may sign any size of it, and each 256 of it are asked for. */
const ENTRIES_MAX = 100_000_000;
/** A checkpoint every five seconds for sixteen years. */
const CHECKPOINTS_MAX = 100_000_000;

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const sizeIn = (note: string): number => Number(note.split('\n')[1] ?? 0);

/** All checkpoints from the newest down, each asked for by the size below the one before. */
const readCheckpoints = async (fetchLog: FetchLog): Promise<readonly string[]> => {
  const newest = await fetchLog('checkpoint');
  const notes: string[] = [];
  for (let bytes = newest; bytes !== undefined && notes.length < CHECKPOINTS_MAX; ) {
    const note = textOf(bytes);
    const size = sizeIn(note);
    if (size > ENTRIES_MAX)
      throw new CommandFailure(`The log has ${size} entries: this command audits none of more than ${ENTRIES_MAX}.`);
    const above = notes.at(-1);
    if (!Number.isSafeInteger(size) || size < 1 || (above !== undefined && size >= sizeIn(above))) break;
    notes.push(note);
    bytes = size > 1 ? await fetchLog(`checkpoint/${size - 1}`) : undefined;
  }
  return notes;
};

/** The whole log as it is shown to all. @param onProgress entries read so far */
export const readLog = async (
  fetchLog: FetchLog,
  key: NoteKey,
  onProgress: (entries: number) => void = () => {},
): Promise<PublicLog> => {
  const checkpoints = await readCheckpoints(fetchLog);
  const [newest] = checkpoints;
  const size = (newest === undefined ? undefined : readCheckpoint(newest, key))?.size ?? 0;
  const entries: (LogEntry | undefined)[] = [];
  const tiles = new Map<string, Uint8Array>();
  for (let level = 0; size > 0 && widthIn(size, level, 0) > 0; level += 1)
    for (let index = 0; ; index += 1) {
      const width = widthIn(size, level, index);
      if (width === 0) break;
      const bytes = await fetchLog(`tile/${tilePath({ level, index, width })}`);
      if (bytes !== undefined) tiles.set(`${level}/${index}`, bytes);
    }
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    const width = widthIn(size, 'entries', index);
    const bytes = await fetchLog(`tile/${tilePath({ level: 'entries', index, width })}`);
    const bundle = bytes === undefined ? [] : readBundleEntries(bytes);
    for (let at = 0; at < width; at += 1) entries.push(bundle[at]);
    onProgress(entries.length);
  }
  return { key, checkpoints, entries, tiles };
};
