import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailure } from '../client/problem-error.ts';

interface Place {
  readonly at: number;
  readonly bytes: number;
}

const unwritable = (cause: NodeJS.ErrnoException): never => {
  const why = cause.code ?? cause.message;
  throw new CommandFailure(`The temporary folder ${tmpdir()} takes no journal: ${why}. Set TMPDIR to another one.`, {
    cause,
  });
};

/** Pages that came newest first, kept in a file and given back oldest first: memory holds one of them and where the others are. */
export class PageSpool<T> {
  readonly #folder: string;
  readonly #file: FileHandle;
  readonly #places: Place[] = [];
  #end = 0;

  private constructor(folder: string, file: FileHandle) {
    this.#folder = folder;
    this.#file = file;
  }

  static async open<T>(): Promise<PageSpool<T>> {
    const folder = await mkdtemp(join(tmpdir(), 'folio-export-')).catch(unwritable);
    const file = await open(join(folder, 'pages'), 'wx+', 0o600).catch(unwritable);
    // What is open outlives its name: however this process ends, no journal is left behind. Windows keeps the name until `close`.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    return new PageSpool<T>(folder, file);
  }

  async add(page: readonly T[]): Promise<void> {
    const text = Buffer.from(JSON.stringify(page));
    await this.#file.write(text, 0, text.length, this.#end).catch(unwritable);
    this.#places.push({ at: this.#end, bytes: text.length });
    this.#end += text.length;
  }

  async *oldestFirst(): AsyncGenerator<T> {
    for (const { at, bytes } of this.#places.toReversed()) {
      const text = Buffer.alloc(bytes);
      await this.#file.read(text, 0, bytes, at);
      yield* (JSON.parse(text.toString('utf8')) as T[]).toReversed();
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
