import { visible } from './visible.ts';

/** Text that a reader has not taken yet. Beyond it more is lost: a reader that stands still takes no memory without end. */
const UNREAD_MAX_BYTES = 16 * 1024 * 1024;

/**
 * One of the two outputs of this process. Writing never fails and never throws: where nobody reads any more or a disk is full,
 * text is lost and the work goes on. Everything that a command says goes through here.
 */
export interface Outlet {
  readonly write: (text: string | Uint8Array) => void;
  /** Whether a person sees it, who can be shown passing states. */
  readonly isTerminal: boolean;
  /** Why text was lost (`EPIPE`: its reader has gone); undefined while all was taken. */
  readonly lost: () => string | undefined;
  /** Aborted once the reader has gone: there is nothing left to do for who only reads. */
  readonly readerGone: AbortSignal;
}

/** EPIPE, and what sockets say instead of it. */
const isReaderGone = (code: string): boolean => ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(code);

/** @param stream a stream of this process; its errors are taken from here on, also those of what Node writes by itself */
export const outletTo = (stream: NodeJS.WriteStream): Outlet => {
  let lost: string | undefined;
  const gone = new AbortController();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const code = error.code ?? 'EIO';
    lost ??= isReaderGone(code) ? 'EPIPE' : code;
    if (isReaderGone(code)) gone.abort();
  });
  return {
    // After a loss a later line could be taken again: half an answer with a hole in it is worse than its beginning.
    write: (text) => {
      if (lost === undefined && stream.writableLength < UNREAD_MAX_BYTES) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    lost: () => lost,
    readerGone: gone.signal,
  };
};

let out: Outlet | undefined;
/** Answers. */
export const stdout = (): Outlet => {
  out ??= outletTo(process.stdout);
  return out;
};

let aside: Outlet | undefined;
/** What goes wrong, and how far long work has come. */
export const stderr = (): Outlet => {
  aside ??= outletTo(process.stderr);
  return aside;
};

/**
 * Aborted by Ctrl-C, by SIGTERM, or once nobody reads the answers any more: until then a command goes on that only watches. That a
 * reader has gone is known by the next write: Node has no way to ask a pipe.
 */
export const untilLeft = (): AbortSignal => {
  const end = new AbortController();
  process.once('SIGINT', () => end.abort()).once('SIGTERM', () => end.abort());
  return AbortSignal.any([end.signal, stdout().readerGone]);
};

/** Writes a long answer as fast as its reader takes it: none of it is lost, and little of it waits in memory. */
export const writeAll = async (
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> => {
  const { write, readerGone, isTerminal } = stdout();
  // A person is shown it; whatever else takes it takes each byte.
  const decoder = new TextDecoder();
  const shown = (piece: string | Uint8Array) =>
    visible(typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }));
  for await (const piece of pieces) {
    if (readerGone.aborted) return;
    write(isTerminal ? shown(piece) : piece);
    if (process.stdout.writableNeedDrain)
      await new Promise<void>((resolve) => {
        process.stdout.once('drain', resolve);
        readerGone.addEventListener('abort', () => resolve(), { once: true });
      });
  }
};
