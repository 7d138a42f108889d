import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** At most this much of one log waits in memory, and for at most this long. */
const BUFFER_CHARACTERS = 64 * 1024;
const FLUSH_MS = 200;
/** A file that has grown past this is kept once, as `<name>.1`; the one before it is dropped. */
export const ROTATE_BYTES = 32 * 1024 * 1024;

export interface LogFile {
  readonly path: string;
  readonly append: (text: string) => void;
  /** Writes what waits. Also called at the end of the process. */
  readonly flush: () => void;
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/**
 * An append-only log with buffered writes and one generation of history. A log is no evidence: what waits in the buffer is
 * lost at `kill -9`, and when the disk refuses a write the lines are dropped and counted in the next line that gets through.
 */
export const logFile = (path: string, rotateBytes = ROTATE_BYTES): LogFile => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let size = sizeOf(path);
  let waiting = '';
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;

  const write = (text: string): void => {
    if (size > rotateBytes) {
      rmSync(`${path}.1`, { force: true });
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, text, { mode: 0o600 });
    size += Buffer.byteLength(text);
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === '') return;
    const text = dropped > 0 ? `[${dropped} earlier writes to this log failed]\n${waiting}` : waiting;
    waiting = '';
    try {
      write(text);
      dropped = 0;
    } catch {
      dropped += 1;
    }
  };
  return {
    path,
    flush,
    append: (text) => {
      if (text === '') return;
      waiting += text;
      if (waiting.length > BUFFER_CHARACTERS) flush();
      else timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
  };
};
